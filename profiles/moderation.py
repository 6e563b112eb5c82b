"""Who moderates, what waits for a moderator, and how it is decided.

Proposals that ask for the same thing are one case and get one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import Case, Count, F, QuerySet, When, Window
from django.db.models.functions import Now, RowNumber
from django.utils import timezone

from profiles import proposals, second_factor
from profiles.models import Proposal, User
from publications.models import ChangeSet

PERMISSION = "profiles.moderate"
GROUP = "Moderators"


# What moderators say most, to begin with; each decision is worded by who takes it.
REASONS = {
    "one-person": "The names agree, and so do co-authors and field: one person.",
    "another-person": "Another person of the same name wrote these works: other co-authors, another field.",
    "fits": "The name on the work, its co-authors and its topic fit this record.",
    "put-right": "Thank you. It has been put right.",
    "unproven": "Nothing we can see shows it. A page that lists the works, such as a home page, would help.",
    "at-the-source": "The source prints it so. It is best put right there; the next import brings it here.",
    "not-found": "We could not find what was reported on this record.",
    "unclear": "We could not tell what is wrong. Please say which work or fact it is about.",
}


class AlreadyDecided(ValueError):
    """Somebody was quicker; the message is a sentence for people."""


def moderators_only(view: Callable) -> Callable:
    """Strangers sign in first; who is no moderator is told so; a moderator sets up a second factor first."""
    return login_required(permission_required(PERMISSION, raise_exception=True)(second_factor.needed(view)))


def appoint(user: User) -> None:
    """From now on this account may decide proposals and change records. Nothing changes when it may already."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(Permission.objects.get(content_type__app_label="profiles", codename="moderate"))
    user.groups.add(group)


def dismiss(user: User) -> None:
    user.groups.remove(*Group.objects.filter(name=GROUP))


def queue(kind: str = "", older_than: timedelta | None = None) -> QuerySet[Proposal]:
    """Open cases, the longest waiting first, each by its first proposal; ``n`` is how many ask for it."""
    waiting = Proposal.objects.open().select_related("author__merged_into", "work")
    if kind:
        waiting = waiting.filter(kind=kind)
    case = {"partition_by": F("case")}
    firsts = waiting.annotate(
        n=Window(Count("pk"), **case), nth=Window(RowNumber(), **case, order_by=["created_at", "pk"])
    ).filter(nth=1)
    if older_than:
        firsts = firsts.filter(created_at__lt=timezone.now() - older_than)
    return firsts.order_by("created_at", "pk")


def case(case: str) -> QuerySet[Proposal]:
    """Everybody who asked for this one thing, open ones first, oldest first."""
    is_open = Case(When(state=Proposal.State.OPEN, then=0), default=1)
    asked = Proposal.objects.select_related("author__merged_into", "work", "contact").prefetch_related("changes")
    return asked.filter(case=case).order_by(is_open, "created_at", "pk")


def waiting_by_kind() -> dict[str, int]:
    """How many cases of each kind wait."""
    counted = Proposal.objects.open().order_by().values_list("kind").annotate(n=Count("case", distinct=True))
    return dict(counted)


def decide(
    case: str,
    *,
    accept: bool,
    reason: str,
    moderator: User,
    carry_out: Callable[[], list[ChangeSet]] = list,
) -> list[ChangeSet]:
    """Answer every open proposal of the case with one reason; ``carry_out`` does what was accepted, or all is undone.

    Raises AlreadyDecided when nothing of the case is open any more.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '60s'")  # whoever decides now may be merging large records
        rows = list(Proposal.objects.filter(case=case).select_for_update().order_by("pk"))
        waiting = [row for row in rows if row.state == Proposal.State.OPEN]
        if not waiting:
            raise AlreadyDecided(_by_whom(rows))
        changes = carry_out() if accept else []
        decision = {"state": Proposal.State.ACCEPTED if accept else Proposal.State.DECLINED, "reason": reason}
        decided = Proposal.objects.filter(pk__in=[row.pk for row in waiting])
        decided.update(**decision, decided_by=moderator, decided_at=Now())
        for row in decided.order_by("pk"):
            row.changes.set(changes)
            proposals.tell_outcome(row)
    return changes


def _by_whom(rows: list[Proposal]) -> str:
    last = max((row.decided_at for row in rows if row.decided_at), default=None)
    if last is None:
        return "It was taken back by who reported it."
    when = f"{last:%H:%M}" if last.date() == timezone.now().date() else f"{last:%H:%M on %-d %B %Y}"
    return f"Already decided by a moderator at {when}."
