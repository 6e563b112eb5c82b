"""An author's own list: checked first and told, brought in when its owner says yes, then decided in the ledger.

A list is an import batch whose record is known. Its rows decide: what is to be done stands in them until it is done,
so a worker that is killed, or a message that comes twice, changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from profiles import holding
from profiles.models import ListedWork, User
from profiles.own_entries import SOURCE, ListRefused, judge, read
from publications import batches, uploads, workers
from publications.attribution import attribute
from publications.curation import CurationRefused, carry_out, plan_move
from publications.importing import ImportRefused, import_file
from publications.models import Author, ImportBatch
from publications.records import Record

MOST_AN_HOUR = 30
REASON = "It stands on the author’s own list."

_RUNNER = 0x6F776E6C  # any constant: the lock's name within the database
_State, _Outcome = ImportBatch.State, ListedWork.Outcome


class TooManyLists(ListRefused):
    """The hour's lists are used up."""


def check(author: Author, user: User, content: bytes, *, name: str) -> ImportBatch:
    """Read a list, tell what each entry would bring, and change nothing else. Raises ListRefused.

    It takes the place of an earlier list of this person that was checked and not brought in.
    """
    verdicts = judge(author, read(content))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # requests of one person are counted one after the other
        lists = ImportBatch.objects.filter(actor=user).exclude(author=None)
        if lists.filter(started_at__gt=Now() - timedelta(hours=1)).count() >= MOST_AN_HOUR:
            raise TooManyLists(f"You had {MOST_AN_HOUR} lists checked within an hour. Please go on later.")
        for earlier in lists.filter(state=_State.CHECKED):
            discard(earlier)
        stored = uploads.keep(content)
        batch = ImportBatch.objects.create(
            name=name,
            # Two people may have the same list: the record is part of what this import is.
            digest=blake2b(f"{stored.digest} {author.public_id}".encode(), digest_size=32).hexdigest(),
            format="bibtex",
            size=stored.size,
            file=str(stored.path),
            author=author,
            actor=user,
            state=_State.CHECKED,
        )
        ListedWork.objects.bulk_create(
            [
                ListedWork(
                    batch=batch, line=v.entry.line, title=v.title, outcome=v.outcome, note=v.note, work_id=v.work
                )
                for v in verdicts
            ]
        )
    return batch


def discard(batch: ImportBatch) -> None:
    """A list that was only checked is not to be brought in."""
    checked = ImportBatch.objects.filter(pk=batch.pk, state=_State.CHECKED)
    if checked.update(state=_State.CANCELLED, file="", finished_at=Now()):
        transaction.on_commit(partial(uploads.forget, batch.file))


def confirm(batch: ImportBatch) -> None:
    """Its owner says yes: the list waits for a worker. Pressed twice it waits once. Raises ListRefused."""
    try:
        with transaction.atomic():
            ImportBatch.objects.filter(pk=batch.pk, state=_State.CHECKED).update(state=_State.QUEUED)
    except IntegrityError:
        raise ListRefused("Another list of yours is being brought in. Say yes again when it is done.") from None
    transaction.on_commit(partial(workers.send, "profiles.bring_in_own_lists"))


def bring_in_due() -> None:
    """Bring in the lists that wait, the one that waited longest first, unless another worker is at it."""
    due = ImportBatch.objects.filter(state__in=ImportBatch.WAITING).exclude(author=None).exclude(file="")
    with batches.only_one(_RUNNER) as mine:
        while mine and (batch := due.order_by(F("taken_up_at").asc(nulls_first=True), "pk").first()):
            if batches.take_up(batch):
                _bring_in(batch)


def _bring_in(batch: ImportBatch) -> None:
    """What is here already is decided first; what is new as soon as it is stored, before names are given authors."""
    if not holding.holds(batch.actor, batch.author.survivor()):
        batches.stop(batch, "The account does not hold this record any more.")
        return
    wanted = set(batch.listed_works.filter(outcome=_Outcome.ADD).values_list("line", flat=True))
    decide = partial(_decide, batch)
    try:
        decide()
        import_file(
            Path(batch.file),
            batch=batch,
            format=batch.format,
            admit=lambda record: _own(record) if record.line in wanted else None,
            on_progress=lambda _: decide(),
        )
    except (ImportRefused, OSError) as refusal:
        batches.stop(batch, str(refusal))
    else:
        attribute()  # what was here already changed hands, which is evidence for others
        left = batch.listed_works.filter(outcome__in=ListedWork.TO_DO)
        left.update(outcome=_Outcome.UNKNOWN, note="It could not be brought in.")


def _own(record: Record) -> Record:
    return msgspec.structs.replace(record, source=SOURCE)


def _decide(batch: ImportBatch) -> None:
    """Make the author's what the list says and what is here by now; note of each entry what came of it."""
    author = Author.objects.get(pk=batch.author_id).survivor()
    to_do = {entry.line: entry for entry in batch.listed_works.filter(outcome__in=ListedWork.TO_DO)}
    entries = [entry for entry in read(Path(batch.file).read_bytes()) if entry.line in to_do]
    verdicts = [verdict for verdict in judge(author, entries) if verdict.outcome != _Outcome.ADD]
    moved = _move(batch, author, [verdict.byline for verdict in verdicts if verdict.byline])
    for verdict in verdicts:
        entry = to_do[verdict.entry.line]
        entry.work_id, entry.outcome, entry.note = verdict.work, verdict.outcome, verdict.note
        if verdict.outcome == _Outcome.HERE or verdict.byline in moved:
            entry.outcome = _Outcome.ADDED
        elif verdict.byline:
            entry.outcome, entry.note = _Outcome.TAKEN, "This name cannot become yours. Report a mistake, please."
    ListedWork.objects.bulk_update([to_do[v.entry.line] for v in verdicts], ["outcome", "note", "work"], batch_size=500)


def _move(batch: ImportBatch, author: Author, bylines: list[int]) -> set[int]:
    """Decide that these by-lines are the author's; those that are afterwards."""
    if bylines:
        try:
            plan = plan_move(bylines, to=author)
        except CurationRefused:
            return set()  # none of them can
        carry_out(plan, reason=REASON, role="owner", actor=batch.actor)
    return set(author.authorships.filter(pk__in=bylines).values_list("pk", flat=True))
