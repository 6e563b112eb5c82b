"""What a moderator should know about a claimant, in a few neutral words each. Facts, no judgement. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

# Where anybody gets an address at once; the largest, and those on which most rest.
_FREE = frozenset(
    """
    126.com 163.com aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hey.com hotmail.com icloud.com
    inbox.lv laposte.net libero.it live.com mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com
    proton.me protonmail.com qq.com rediffmail.com rocketmail.com seznam.cz sina.com t-online.de tuta.com tutanota.com
    wanadoo.fr web.de wp.pl yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.ru ymail.com zoho.com
    """.split()  # noqa: SIM905 - forty names in five lines
)
_ACADEMIC = re.compile(r"\.(edu|edu\.[a-z]{2}|ac\.[a-z]{2})$")
_YOUNG = timedelta(days=7)


def mail_class(domain: str) -> str:
    """
    >>> [mail_class(domain) for domain in ("gmail.com", "cs.umd.edu", "cam.ac.uk", "inria.fr")]
    ['free mail', 'academic domain', 'academic domain', 'own domain']
    """
    if domain in _FREE:
        return "free mail"
    return "academic domain" if _ACADEMIC.search(f".{domain}") else "own domain"


def short(time: timedelta) -> str:
    """
    >>> short(timedelta(seconds=40)), short(timedelta(hours=3, minutes=4)), short(timedelta(days=800))
    ('40 s', '3 h', '2 years')
    """
    seconds = int(time.total_seconds())
    for unit, size in (("s", 1), ("min", 60), ("h", 3600), ("days", 86400), ("years", 31_557_600)):
        limit = {"s": 120, "min": 7200, "h": 172_800, "days": 63_115_200}.get(unit)
        if limit is None or seconds < limit:
            return f"{seconds // size} {unit}"
    raise AssertionError("years have no limit")


def of_account(age: timedelta, to_claim: timedelta) -> list[str]:
    """
    >>> of_account(timedelta(hours=3), timedelta(seconds=40)), of_account(timedelta(days=90), timedelta(days=80))
    (['account 3 h old', 'claimed 40 s after signing up'], [])
    """
    if age >= _YOUNG:
        return []
    return [f"account {short(age)} old", f"claimed {short(to_claim)} after signing up"]
