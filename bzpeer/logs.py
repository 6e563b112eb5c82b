"""One line for each thing that happened: JSON in production, readable in development, never with a secret."""

from __future__ import annotations

import re
from typing import Any

import structlog

# The links of e-mail confirmation, of password reset, of taking an account back and of somebody's report, and the code
# a person brings back from ORCID: who has one can use it.
SECRET = re.compile(r"(/(?:accounts/(?:confirm-email|password/reset/key|undo)|reports)/|[?&](?:code|state)=)[^/?&\s]+")


def without_secrets(logger: object, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """
    >>> without_secrets(None, "info", {"request": "GET /accounts/confirm-email/MTI:1abc/"})
    {'request': 'GET /accounts/confirm-email/.../'}
    >>> without_secrets(None, "info", {"request": "GET /accounts/orcid/callback/?code=abc&state=def"})
    {'request': 'GET /accounts/orcid/callback/?code=...&state=...'}
    """
    return {key: SECRET.sub(r"\1...", value) if isinstance(value, str) else value for key, value in event.items()}


SHARED = [
    structlog.contextvars.merge_contextvars,  # the request's id, on every line written while it is served
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.UnicodeDecoder(),
    without_secrets,
]


def configure_structlog() -> None:
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def configuration(readable: bool) -> dict[str, Any]:
    """For Django's LOGGING: the lines of libraries look like our own."""
    ending = [structlog.dev.ConsoleRenderer(colors=False)]
    if not readable:
        ending = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
    }
    # One line for each request is enough, and it is structlog's. Celery tells twice of every task, and beat sends many.
    silent = ("django.server", "django.request", "gunicorn.access")
    quiet = ("celery.worker.strategy", "celery.worker.request", "celery.app.trace")
    loggers = {name: {"level": "INFO", "handlers": []} for name in ("django", "gunicorn.error")}
    loggers |= {name: {"level": "CRITICAL", "handlers": []} for name in silent}
    loggers |= {name: {"level": "WARNING"} for name in quiet}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": loggers,
    }
