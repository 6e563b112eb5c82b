"""The life of a slice: wanted, queued, built, shown again until it is stale.

The row decides. A message only tells a worker to look at it, so a lost, late or doubled message changes nothing;
the lease lets another worker take over from one that died, and only the holder of the lease may write the result.
"""

from datetime import datetime, timedelta
from functools import partial

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from graph import document, neighbourhood, showing
from graph.models import Slice
from publications import workers
from publications.models import Author

RULE_VERSION = "slice-1.0"
BUILD_SECONDS = 30
MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=BUILD_SECONDS + 10)
RESEND_AFTER = timedelta(seconds=20)
KEEP = timedelta(days=30)

log = structlog.get_logger(__name__)

# Only the row that was judged is queued: of two visitors who find it stale, one does it and one job is made.
_QUEUE = """
insert into graph_slice as slice (author_id, state, step, attempts, queued_at, sent_at, rule_version, failure)
values (%(author)s, 'queued', 0, 0, statement_timestamp(), statement_timestamp(), '', '')
    on conflict (author_id) do update
   set state = 'queued', step = 0, attempts = 0, failure = '', leased_until = null,
       queued_at = excluded.queued_at, sent_at = excluded.sent_at
 where slice.queued_at = %(judged)s and slice.state in ('ready', 'empty', 'failed')
returning *
"""
_CLAIM = """
update graph_slice
   set state = 'building', step = 1, attempts = attempts + 1, leased_until = statement_timestamp() + %(lease)s
 where author_id = %(author)s and attempts < %(most)s
   and (state = 'queued' or state = 'building' and leased_until < statement_timestamp())
returning *
"""


def want(author: Author) -> showing.Shown:
    """What a page may show of the author's slice now; queues the building of one that is missing or stale.

    Costs no statement for the slice itself when ``author`` was fetched with ``select_related("slice")``.
    """
    slice = getattr(author, "slice", None)
    if slice is None or is_stale(slice, author, timezone.now()):
        slice = queue(author, judged=slice)
    return showing.shown(slice)


def is_stale(slice: Slice, author: Author, now: datetime) -> bool:
    """Whether a finished slice should be made again: facts or rules moved on, or it is a month old."""
    if slice.state in (Slice.State.QUEUED, Slice.State.BUILDING):
        return False
    return (
        slice.data_version != author.works_changed_at
        or slice.rule_version != RULE_VERSION
        or slice.queued_at < now - KEEP
    )


def queue(author: Author, *, judged: Slice | None) -> Slice:
    """Queue the slice unless somebody was faster; either way the row as it is now."""
    params = {"author": author.pk, "judged": judged and judged.queued_at}
    for queued in Slice.objects.raw(_QUEUE, params):
        transaction.on_commit(partial(workers.send, "graph.build_slice", author.pk))
        return queued
    return Slice.objects.get(pk=author.pk)


def again(author: Author) -> None:
    """Queue a slice that could not be built, because somebody asks for it."""
    slice = getattr(author, "slice", None)
    if slice and slice.state == Slice.State.FAILED:
        queue(author, judged=slice)


def build(author_id: int) -> None:
    """Build the slice if it is due and nobody else is at it. Errors end in the row, for the page to tell."""
    for claimed in Slice.objects.raw(_CLAIM, {"author": author_id, "lease": LEASE, "most": MOST_ATTEMPTS}):
        try:
            _build(claimed)
        except SoftTimeLimitExceeded:
            _give_back(claimed, f"took longer than {BUILD_SECONDS} seconds")
        except Exception:
            log.exception("slice_not_built", author=author_id)
            _give_back(claimed, "met an error that has been logged")


def resend_due(limit: int = 100) -> int:
    """Send again what the broker or a worker lost, oldest first; give up on what was begun too often."""
    lapsed = Q(state=Slice.State.BUILDING, leased_until__lt=Now())
    Slice.objects.filter(lapsed, attempts__gte=MOST_ATTEMPTS).update(
        state=Slice.State.FAILED, leased_until=None, failure=f"was begun {MOST_ATTEMPTS} times and never finished"
    )
    waiting = Q(state=Slice.State.QUEUED) & (Q(sent_at=None) | Q(sent_at__lt=Now() - RESEND_AFTER))
    due = Slice.objects.filter(lapsed | waiting).order_by("queued_at").values_list("pk", flat=True)[:limit]
    sent = [author_id for author_id in due if workers.send("graph.build_slice", author_id)]
    return Slice.objects.filter(pk__in=sent).update(sent_at=Now())


def _build(claimed: Slice) -> None:
    author = Author.objects.get(pk=claimed.author_id)
    found = neighbourhood.read(author, reached=partial(_reach, claimed))
    _reach(claimed, len(showing.STEPS))
    made = document.compose(found, previous=_positions(claimed.document))
    _mine(claimed).update(
        state=Slice.State.READY if len(made["nodes"]) > 1 else Slice.State.EMPTY,
        document=made,
        built_at=Now(),
        data_version=author.works_changed_at,
        rule_version=RULE_VERSION,
        leased_until=None,
        step=0,
    )


def _reach(claimed: Slice, step: int) -> None:
    _mine(claimed).update(step=step)


def _give_back(claimed: Slice, reason: str) -> None:
    """Queue it again, or call it failed after the last attempt. Failed rows know what they failed on, so that they
    are tried again by themselves when the facts change."""
    is_last = claimed.attempts >= MOST_ATTEMPTS
    _mine(claimed).update(
        state=Slice.State.FAILED if is_last else Slice.State.QUEUED,
        failure=reason,
        sent_at=None,
        leased_until=None,
        step=0,
        data_version=Author.objects.filter(pk=claimed.author_id).values("works_changed_at"),
        rule_version=RULE_VERSION,
    )


def _mine(claimed: Slice) -> QuerySet[Slice]:
    """The row, as long as this lease holds: a worker that was frozen and thawed writes nothing."""
    return Slice.objects.filter(pk=claimed.pk, state=Slice.State.BUILDING, leased_until=claimed.leased_until)


def _positions(document: dict | None) -> dict[str, tuple[float, float]]:
    return {node["id"]: (node["x"], node["y"]) for node in document["nodes"]} if document else {}
