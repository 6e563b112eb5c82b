"""Whom a reader means by what they typed into a box for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from publications import lookup, search
from publications.models import Author
from publications.search_people import People

_FEW = 8
_ID = "[0-9a-hjkmnp-tv-z]{12}"
# An id alone, the address of a page, or what a box shows of somebody who was chosen: "Bo Li (8kbjsvtkcywq)".
_CHOSEN = re.compile(rf"(?:(?:https?://[^/\s]+)?/?(?:authors/)?({_ID})(?:/\S*)?|.*\(({_ID})\))")


@dataclass(frozen=True)
class Asked:
    """What was typed, and the one person it names; else those it may name, and a sentence about it."""

    text: str
    author: Author | None = None
    candidates: list[Author] = field(default_factory=list)
    sentence: str = ""

    @property
    def told(self) -> str:
        """What puts the same person, or the same words, into a box again."""
        return self.author.public_id if self.author else self.text


def asked(text: str) -> Asked:
    """By the id or address of a page, an ORCID iD, or a name that one person alone has here."""
    text = search.cleaned(text)
    if not text:
        return Asked(text)
    if found := _by_address(text):
        return Asked(text, found)
    sentence, _ = search.refusal(text)
    if sentence:
        return Asked(text, sentence=sentence)
    candidates = list(_candidates(text))
    if len(candidates) == 1:
        return Asked(text, candidates[0])
    return Asked(text, candidates=candidates, sentence="" if candidates else "We know nobody of that name.")


def _by_address(text: str) -> Author | None:
    found = _CHOSEN.fullmatch(text)
    known = found and Author.objects.select_related("merged_into").filter(public_id=found[1] or found[2]).first()
    survivor = known.survivor() if known else None
    return survivor if survivor and survivor.hidden_at is None else None


def _candidates(text: str) -> list[Author]:
    try:
        identifier = lookup.read(text)
    except ValueError:
        return []
    if identifier:
        return [record for record in lookup.records(identifier) if isinstance(record, Author)]
    people = People.matching(text)
    return list(people.all[:_FEW] or people.close(_FEW))
