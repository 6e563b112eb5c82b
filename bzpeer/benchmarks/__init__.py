"""Measurements anybody can run: both sides of every ratio in one run, taken in turns."""
