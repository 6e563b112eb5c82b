"""One line for each thing that happened: JSON in production, readable in development, never with a secret."""

from __future__ import annotations

import re
from typing import Any

import structlog

# The links of e-mail confirmation and password reset: who has one can use it.
SECRET_PATH = re.compile(r"(/accounts/(?:confirm-email|password/reset/key)/)[^/?\s]+")


def without_secrets(logger: object, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """
    >>> without_secrets(None, "info", {"request": "GET /accounts/confirm-email/MTI:1abc/"})
    {'request': 'GET /accounts/confirm-email/.../'}
    """
    return {key: SECRET_PATH.sub(r"\1...", value) if isinstance(value, str) else value for key, value in event.items()}


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
        ending = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
    }
    # One line for each request is structlog's, with its id; Celery tells of every task twice, and beat sends many.
    loggers = {name: {"level": "CRITICAL", "handlers": []} for name in ("django.server", "django.request")}
    loggers |= {name: {"level": "WARNING"} for name in ("celery.worker.strategy", "celery.app.trace")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": loggers | {"django": {"level": "INFO", "handlers": []}},
    }
