"""The switchboard: settings, addresses, the Celery application, health, and the stack that `manage.py up` runs.

Nothing is imported here: `manage.py` reads `bzpeer.bootstrap` before any requirement is installed.
"""
