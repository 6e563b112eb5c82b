"""What an address shows that its reader confirmed: one printed on a work, or one of an institution."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef

from profiles.claims import standing
from profiles.claims.checking import Finding, State, Strength
from profiles.models import Evidence
from publications.models import Author, Authorship, Institution, PrintedAddress

# Anybody gets an address there, so it shows no institution.
FREE = frozenset([
    "126.com", "163.com", "aol.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
    "icloud.com", "live.com", "mail.ru", "me.com", "msn.com", "naver.com", "outlook.com", "proton.me", "protonmail.com",
    "qq.com", "web.de", "yahoo.com", "yandex.com", "yandex.ru", "zoho.com",
])  # fmt: skip
DISPOSABLE = frozenset([
    "10minutemail.com", "guerrillamail.com", "mailinator.com", "sharklasers.com", "temp-mail.org", "trashmail.com",
    "yopmail.com",
])  # fmt: skip
_YEAR = timedelta(days=365)


def printed(record: Author) -> list[PrintedAddress]:
    """Addresses printed beside this author's own name and nobody else's, each as the newest work has it."""
    own = Authorship.objects.filter(author=record, work=OuterRef("work"), position=OuterRef("position"))
    found = PrintedAddress.objects.filter(Exists(own), work__authorships__author=record).order_by("work")
    others = set(
        PrintedAddress.objects.filter(email__in=[each.email for each in found])
        .exclude(Exists(own))
        .values_list("email", flat=True)
    )
    return list({each.email: each for each in found if each.email not in others}.values())


def confirmed(evidence: Evidence) -> Finding:
    """Its reader entered the code."""
    if evidence.kind == Evidence.Kind.PRINTED_ADDRESS:
        still = {each.email for each in printed(evidence.claim.author.survivor())}
        if evidence.subject not in still:
            return Finding(State.FAILS, "This address does not stand beside the author’s own name any more.")
        return Finding(State.HOLDS, "You read the mail of an address printed on a work.", Strength.STRONG)
    return _institutional(evidence)


def _institutional(evidence: Evidence) -> Finding:
    record, domain = evidence.claim.author.survivor(), domain_of(evidence.subject)
    known = Institution.objects.filter(pk__in=standing.places(record)).exclude(domain="")
    place = next((each for each in known if belongs(domain, each.domain)), None)
    if place:
        facts = {"institution": place.name}
        note = f"It is an address of {place}, where works of the last {standing.RECENT_YEARS} years were written."
        return Finding(State.HOLDS, note, Strength.ANCHOR, facts, lasts=_YEAR)
    note = f"You read its mail. A moderator checks whether {domain} belongs to an institution on the works."
    return Finding(State.WAITING, note, facts={"confirmed": True, "domain": domain})


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def belongs(domain: str, to: str) -> bool:
    """Is it this domain or one below it?

    >>> belongs("cs.umd.edu", "umd.edu"), belongs("umd.edu", "umd.edu"), belongs("notumd.edu", "umd.edu")
    (True, True, False)
    """
    return domain == to.lower() or domain.endswith(f".{to.lower()}")
