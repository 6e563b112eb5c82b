"""A person asks for no page: their record is hidden, and so is whatever record their by-lines come to stand in.

The decision is in the ledger with the keys of the record's by-lines and its iD; ``Suppression`` keeps them at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from publications.curation.moving import standing
from publications.curation.plans import CurationRefused, Plan
from publications.curation.subjects import record, signed
from publications.curation.suppressing import ORCID
from publications.curation.writing import Item
from publications.models import Author, ChangeSet


def plan_hide(author: Author) -> Plan:
    """Take the record off everything public. Raises CurationRefused when it is hidden already."""
    author = standing(author)
    if author.hidden_at:
        raise CurationRefused("The record is hidden already.")
    bylines = signed(list(author.authorships.order_by("pk").values_list("pk", flat=True)))
    keys = {byline.subject: byline.key for byline in bylines}
    if author.orcid:
        keys[ORCID + author.orcid] = ""
    effect = "The page is hidden at once, from search, lists, graphs and feeds; by-lines stay as plain text."
    return _plan(author, ChangeSet.Kind.HIDE, None, keys, effect, partial(plan_hide, author))


def plan_show(author: Author) -> Plan:
    """Let the record be seen again. Raises CurationRefused when it is not hidden."""
    author = standing(author)
    if not author.hidden_at:
        raise CurationRefused("The record is not hidden.")
    keys = dict(author.suppressions.order_by("key").values_list("key", "about"))
    effect = "The page can be seen and found again."
    return _plan(author, ChangeSet.Kind.SHOW, keys, None, effect, partial(plan_show, author))


def _plan(
    author: Author,
    kind: ChangeSet.Kind,
    before: dict | None,
    after: dict | None,
    effect: str,
    again: Callable[[], Plan],
) -> Plan:
    subject = record(author.public_id)
    item = Item(
        subject=subject, about=subject, before={"hidden": before}, after={"hidden": after}, author=author.public_id
    )
    return Plan(kind=kind, items=(item,), warnings=(effect,), again=again)
