"""By when what should have happened. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

WORKING_DAYS = 5  # to a moderator's decision
EVIDENCE_DAYS = 21  # for evidence that was asked for
APPEAL_DAYS = 30
SUSPENSION = timedelta(hours=72)


def after_working_days(start: datetime, days: int = WORKING_DAYS) -> datetime:
    """The same time of the day, so many days from Monday to Friday later.

    >>> thursday = datetime(2026, 11, 26, 15)
    >>> str(after_working_days(thursday, 1)), str(after_working_days(thursday))
    ('2026-11-27 15:00:00', '2026-12-03 15:00:00')
    >>> str(after_working_days(datetime(2026, 11, 28, 9), 1))
    '2026-11-30 09:00:00'
    """
    while days:
        start += timedelta(days=1)
        days -= start.weekday() < 5
    return start


def evidence_until(start: datetime) -> datetime:
    return start + timedelta(days=EVIDENCE_DAYS)
