"""Decisions in a file: those that come with the project, and the whole ledger on its way to a database built again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from publications.curation.moving import plan_move
from publications.curation.plans import CurationRefused, carry_out
from publications.curation.reapplying import take_over
from publications.curation.telling import told, told_whole
from publications.identifiers import arxiv_id, doi
from publications.models import Authorship, ChangeSet, Work


def export() -> Iterator[str]:
    """The whole ledger as JSON lines, oldest first, by keys that a database built again has, too. Without actors."""
    for change in told_whole(ChangeSet.objects.order_by("pk")).iterator(chunk_size=100):
        yield json.dumps(told(change), ensure_ascii=False)


def apply_file(path: Path) -> int:
    """Apply decisions from JSON lines; returns how many were new.

    A line is an exported change set, or a move in short (kind, work, name, to, reason). Decisions the ledger has are
    passed over, so a file can be applied at every start.
    """
    applied = 0
    exported = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            decision = json.loads(line)
            if "items" in decision:
                exported.append(decision)
            else:
                applied += _apply(decision)
        except (CurationRefused, KeyError, TypeError, json.JSONDecodeError) as error:
            raise CurationRefused(f"{path.name}, line {number}: {error}") from error
    try:
        return applied + take_over(exported)
    except (KeyError, TypeError, ValueError) as error:
        raise CurationRefused(f"{path.name} is no export of a ledger: {error!r}") from error


def _apply(decision: dict) -> bool:
    if decision["kind"] != ChangeSet.Kind.MOVE:
        raise CurationRefused(f"decisions of kind {decision['kind']!r} are not known.")
    authorship = _byline(decision["work"], decision["name"])
    to = _byline(decision["to"]["work"], decision["to"]["name"]).author
    if authorship.author_id == to.pk:  # decided before, or what the evidence says as well
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
