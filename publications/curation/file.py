"""Decisions in a file: those that come with the project, and the whole ledger on its way to a database built again."""

from __future__ import annotations

import json
from pathlib import Path

from publications.curation.moving import plan_move
from publications.curation.plans import CurationRefused, carry_out
from publications.identifiers import arxiv_id, doi
from publications.models import Authorship, ChangeSet, Work


def apply_file(path: Path) -> int:
    """Apply decisions from JSON lines (kind, work, name, to, reason); returns how many were new.

    A decision that already holds is passed over, so a file can be applied at every start.
    """
    applied = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            applied += _apply(json.loads(line))
        except (CurationRefused, KeyError, TypeError, json.JSONDecodeError) as error:
            raise CurationRefused(f"{path.name}, line {number}: {error}") from error
    return applied


def _apply(decision: dict) -> bool:
    if decision["kind"] != ChangeSet.Kind.MOVE:
        raise CurationRefused(f"decisions of kind {decision['kind']!r} are not known.")
    authorship = _byline(decision["work"], decision["name"])
    to = _byline(decision["to"]["work"], decision["to"]["name"]).author
    if authorship.decided_by_id and authorship.author_id == to.pk:
        return False
    carry_out(plan_move([authorship], to=to), reason=decision["reason"], role="operator")
    return True


def _byline(work: str, name: str) -> Authorship:
    """The by-line of that name on the work with that identifier ("arXiv:1905.11926")."""
    key = ("arxiv", arxiv_id(work)) if arxiv_id(work) else ("doi", doi(work))
    found = Authorship.objects.filter(
        work__in=Work.objects.filter(identifiers__scheme=key[0], identifiers__value=key[1])
    )
    byline = next((byline for byline in found.select_related("work", "author") if byline.written == name), None)
    if byline is None:
        raise CurationRefused(f"no work {work} is signed {name}.")
    return byline
