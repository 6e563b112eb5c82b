"""Whether what DATABASE_URL and REDIS_URL name answers, said in one sentence when it does not."""

from __future__ import annotations

import contextlib
import os

import psycopg2
import redis

from bzpeer.console import Trouble

PATIENCE = 5  # seconds
REMEDY = "Correct it in the environment or in .env, or leave it out and BZPEER starts its own."


def require() -> None:
    """A sentence instead of a traceback when DATABASE_URL or REDIS_URL leads nowhere."""
    try:
        with contextlib.closing(psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=PATIENCE)) as connection:
            version = connection.server_version
    except psycopg2.Error as error:
        raise Trouble(f"The database that DATABASE_URL names does not answer: {_reason(error)}. {REMEDY}") from error
    if version < 140000:
        raise Trouble(f"BZPEER needs PostgreSQL 14 or newer; DATABASE_URL leads to version {version // 10000}.")
    url = os.environ["REDIS_URL"]
    try:
        with contextlib.closing(redis.Redis.from_url(url, socket_timeout=PATIENCE, retry=None)) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Trouble(f"The Redis that REDIS_URL names does not answer: {_reason(error)}. {REMEDY}") from error


def _reason(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
