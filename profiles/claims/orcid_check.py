"""Does the ORCID iD an account has proven belong to the person of the record?

A co-author shares many works, so overlap alone proves nothing: on nearly all shared works the name must fit this
record's position better than any other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from allauth.socialaccount.models import SocialAccount
from django.db.models import Q
from django.db.models.functions import Now

from profiles import orcid
from profiles.claims import naming
from profiles.claims.checking import Finding, NoAnswer, State, Strength
from profiles.models import Evidence, User
from publications.models import Author, Authorship, Work

LEAST_SHARED = 3  # works, or all where the record has fewer
LEAST_AT_POSITION = 0.9  # of the shared works
_AGAIN = timedelta(days=90)


def check(evidence: Evidence) -> Finding:
    """``evidence.subject`` is the iD; it holds only while the account is linked to it."""
    record, user, said = evidence.claim.author.survivor(), evidence.claim.user, evidence.subject
    if user is None or orcid.of(user) != said:
        return Finding(State.FAILS, "Your account is not linked to this iD any more.", facts={"on_record": False})
    if record.orcid == said:
        found = {"on_record": True}
        return Finding(State.HOLDS, f"{said} stands on this record.", Strength.STRONG, found, again=_AGAIN)
    if record.orcid:
        note = f"The record carries {record.orcid}, you signed in as {said}. If both are yours, ask for a merge."
        return Finding(State.FAILS, note, facts={"on_record": False, "other_id": record.orcid})
    return _by_works(evidence, record)


def ask_again(user: User) -> None:
    """What rests on this account's iD is due for a check, because its link changed."""
    Evidence.objects.holding().filter(claim__user=user, kind=Evidence.Kind.ORCID).update(due_at=Now())


def _by_works(evidence: Evidence, record: Author) -> Finding:
    try:
        listed = orcid.works(evidence.subject)
    except orcid.Unavailable as problem:
        raise NoAnswer(str(problem)) from problem
    here = Work.objects.filter(authorships__author=record)
    by_others = _shared(here, [work for work in listed if work.by_others])
    at_position = _at_position(by_others, record, _name(evidence))
    needed = min(LEAST_SHARED, record.n_works)
    facts = {
        "on_record": False,
        "listed": len(listed),
        "shared": len(_shared(here, listed)),
        "shared_by_others": len(by_others),
        "at_position": at_position,
    }
    if by_others and len(by_others) >= needed and at_position >= LEAST_AT_POSITION * len(by_others):
        note = f"{len(by_others)} works of this record stand on {evidence.subject}, put there by others."
        return Finding(State.HOLDS, note, Strength.STRONG, facts, again=_AGAIN)
    note = f"The works on {evidence.subject} do not tell enough by themselves: a moderator looks at them."
    return Finding(State.HOLDS, note, Strength.WEAK, facts, again=_AGAIN)


def _shared(here: object, listed: list[orcid.ListedByOrcid]) -> set[int]:
    """Ids of the record's works that carry an identifier of these."""
    values = defaultdict(set)
    for work in listed:
        for scheme, found in work.identifiers.items():
            values[scheme].update(found)
    asked = Q()
    for scheme, found in values.items():
        asked |= Q(identifiers__scheme=scheme, identifiers__value__in=found)
    return set(here.filter(asked).values_list("pk", flat=True)) if asked else set()


def _at_position(works: set[int], record: Author, name: str) -> int:
    """On how many of the works the name fits the record's position best."""
    bylines, mine = defaultdict(dict), defaultdict(set)
    signed = Authorship.objects.filter(work__in=works)
    for work, at, author, *parts in signed.values_list("work", "position", "author", "given", "family", "suffix"):
        bylines[work][at] = tuple(parts)
        if author == record.pk:
            mine[work].add(at)
    return sum(naming.best_position(name, bylines[work]) in mine[work] for work in works)


def _name(evidence: Evidence) -> str:
    """As ORCID shows it; where it is not public there, as the claimant gave it."""
    linked = SocialAccount.objects.filter(user=evidence.claim.user, uid__endswith=f"/{evidence.subject}").first()
    return (linked and linked.extra_data.get("name")) or evidence.claim.name
