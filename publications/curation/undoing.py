"""Taking decisions back, whole or item by item: only what an item changed returns to what it was before.

Decisions about one thing are taken back in the reverse order, so that each finds the state it left. Redirects, and
records a decision made, are no items of choice: they follow the by-lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from publications.curation.moving import redirects, twice
from publications.curation.plans import CurationRefused, Plan, Refusal, Side, carry_out, count
from publications.curation.subjects import AUTHOR, Signed, found, record, signed
from publications.curation.writing import Item, follows
from publications.models import Author, Authorship, ChangeItem, ChangeSet


def plan_undo(change: ChangeSet, *, items: Collection[ChangeItem | int] | None = None) -> Plan:
    """Take ``change`` back, or only these items of it (rows or row ids); what cannot return is told in ``refused``.

    Raises CurationRefused when it is undone already, is itself an undo, or nothing of it can return.
    """
    if change.kind == ChangeSet.Kind.UNDO:
        raise CurationRefused("An undo is not undone: take the decision again.")
    standing = list(change.items.filter(undone_by=None).select_related("left").order_by("-position"))
    wanted = None if items is None else sorted({getattr(item, "pk", item) for item in items})
    chosen = [item for item in standing if wanted is None or item.pk in wanted]
    if not chosen:
        raise CurationRefused("This change was undone already.")
    going_back = _GoingBack(standing, chosen)
    if not going_back.items:
        whys = " ".join(refusal.why for refusal in going_back.refused)
        raise CurationRefused(f"Cannot be undone: {whys or 'an address follows its works, so choose one of those.'}")
    return Plan(
        kind=ChangeSet.Kind.UNDO,
        items=tuple(going_back.items),
        sides=tuple(going_back.sides()),
        works=tuple(sorted({byline.work for _, byline in going_back.bylines})),
        refused=tuple(going_back.refused),
        undoes=change,
        again=partial(plan_undo, change, items=wanted),
    )


def undo(
    change: ChangeSet,
    *,
    items: Collection[ChangeItem | int] | None = None,
    reason: str,
    role: str,
    actor: AbstractBaseUser | None = None,
) -> ChangeSet:
    """Take a change set back, all of it or these items. Raises CurationRefused when any of them cannot return,
    saying why and how many can: ask for those (``plan_undo(change).restorable``)."""
    plan = plan_undo(change, items=items)
    if plan.refused:
        can, of = len(plan.restorable), len(plan.restorable) + len(plan.refused)
        whys = " ".join(refusal.why for refusal in plan.refused[:3])
        raise CurationRefused(f"Cannot be undone: {whys} {can} of {count(of, 'item', 'items')} can be restored.")
    return carry_out(plan, reason=reason, role=role, actor=actor)


class _GoingBack:
    """What returns of one change set: ``bylines`` with their items, and all ``items`` to write."""

    def __init__(self, standing: list[ChangeItem], chosen: list[ChangeItem]) -> None:
        self._standing = standing
        self.refused: list[Refusal] = []
        decided = [item for item in chosen if not item.subject.startswith(AUTHOR)]
        self._homes = _records(item.before["author"] for item in decided)
        self.bylines = self._returning(decided)
        fields = [item for item in chosen if item.subject.startswith(AUTHOR) and not follows(item.after)]
        self.items = [
            *self._decided_before(),
            *(_back(item, item.after, item.before) for item in fields if self._is_latest(item)),
            *self._redirects(chosen),
            *self._made_by_mistake(),
        ]

    def sides(self) -> list[Side]:
        """Every record with its works before and after."""
        change = defaultdict(set)
        for item, byline in self.bylines:
            change[byline.author, -1].add(byline.work)
            change[item.before["author"], 1].add(byline.work)
        leads = {item.subject: item.after.get("merged_into") or "" for item in self.items}
        return [
            Side(
                author.public_id,
                author.display_name,
                author.n_works,
                author.n_works + len(change[author.public_id, 1]) - len(change[author.public_id, -1]),
                leads_to=leads.get(record(author.public_id), ""),
            )
            for author in _records(address for address, _ in list(change)).values()
        ]

    def _returning(self, decided: list[ChangeItem]) -> list[tuple[ChangeItem, Signed]]:
        holding = Authorship.objects.filter(decided_by__in=decided)
        now = {byline.decided_by: byline for byline in signed(list(holding.values_list("pk", flat=True)))}
        gone = found([item.subject for item in decided if item.pk not in now])
        going: dict[str, list[Signed]] = defaultdict(list)
        for item in decided:
            if item.pk in now and item.before["author"]:
                going[item.before["author"]].append(now[item.pk])
        conflicts = {home: twice(self._homes[home], bylines) for home, bylines in going.items()}
        returning = []
        for item in decided:
            byline, home = now.get(item.pk), item.before["author"]
            if byline is None:
                why = _why_gone(item, gone)
            else:
                why = conflicts.get(home, {}).get(byline.work, "") or self._why_not_to(home)
            if why:
                self.refused.append(Refusal(item.subject, why, item.pk))
            else:
                returning.append((item, byline))
        return returning

    def _why_not_to(self, home: str | None) -> str:
        """Nothing returns to a record that a later decision merged away."""
        author = self._homes.get(home)
        if author is None or author.merged_into is None:
            return ""
        last = _decisions(record(author.public_id), "merged_into").last()
        if last is None or any(last.pk == item.pk for item in self._standing):
            return ""
        return f"{author} was merged into {author.merged_into} by a later decision: undo that first."

    def _decided_before(self) -> Iterable[Item]:
        """By-lines as they were, each held by the decision before, if there was one."""
        subjects = [subject for item, byline in self.bylines for subject in (item.subject, *byline.subjects)]
        earlier = defaultdict(list)
        for pk, subject in _decisions(subjects).values_list("pk", "subject"):
            earlier[subject].append(pk)
        for item, byline in self.bylines:
            held = [pk for subject in (item.subject, *byline.subjects) for pk in earlier[subject] if pk < item.pk]
            is_decided = item.before["basis"] == Authorship.Basis.DECISION
            yield Item(
                subject=byline.subject,
                about=byline.key,
                before=byline.state,
                after=item.before,
                author=item.before["author"],
                left=byline.author,
                byline=byline.id,
                undoes=item.pk,
                held=max(held, default=None) if is_decided else None,
            )

    def _is_latest(self, item: ChangeItem) -> bool:
        latest = all(_decisions(item.subject, field).last() == item for field in item.after)
        if not latest:
            why = f"A later decision about {item.author} has to be undone first."
            self.refused.append(Refusal(item.subject, why, item.pk))
        return latest

    def _redirects(self, chosen: list[ChangeItem]) -> Iterable[Item]:
        """Records that have works again stand again, and those that led to them lead there again."""
        back = {record(item.before["author"]) for item, _ in self.bylines if item.before["author"]}
        had_works = {record(item.before["author"]) for item in self._standing if item.before.get("author")}
        mine = [item for item in self._standing if "merged_into" in item.after and item.subject not in had_works]
        back |= {item.subject for item in mine if item in chosen and not item.before["merged_into"]}
        told = set()
        for item in self._standing:
            was = item.before.get("merged_into")
            if "merged_into" in item.after and (item.subject in back or (was and record(was) in back)):
                told.add(item.subject)
                yield _back(item, item.after, item.before)
        for home in self._homes.values():  # attribution found nothing left of it in the meantime
            subject = record(home.public_id)
            if subject in back - told and home.merged_into:
                now = {"merged_into": home.merged_into.public_id}
                yield Item(
                    subject, subject, now, {"merged_into": None}, home.public_id, left=home.merged_into.public_id
                )

    def _made_by_mistake(self) -> Iterable[Item]:
        """A record the change made, and that is left without works, leads back to where they came from."""
        leaving = [byline.id for _, byline in self.bylines]
        for item in self._standing:
            if "exists" in item.after and not item.author.authorships.exclude(pk__in=leaving).exists():
                back = {"exists": False, "merged_into": item.left.public_id}
                _, *earlier = redirects(item.author, item.left)
                yield from [_back(item, item.after, back), *earlier]


def _back(item: ChangeItem, now: dict, was: dict) -> Item:
    there = was.get("merged_into") or item.subject.removeprefix(AUTHOR)
    return Item(item.subject, item.about, now, was, there, left=item.author.public_id, undoes=item.pk)


def _records(addresses: Iterable[str | None]) -> dict[str, Author]:
    named = Author.objects.filter(public_id__in={address for address in addresses if address})
    return {author.public_id: author for author in named.select_related("merged_into").order_by("pk")}


def _decisions(subjects: str | list[str], field: str = "author") -> QuerySet[ChangeItem]:
    """Decisions about these that stand, oldest first."""
    subjects = [subjects] if isinstance(subjects, str) else subjects
    standing = ChangeItem.objects.filter(subject__in=subjects, undone_by=None, after__has_key=field)
    return standing.exclude(change_set__kind=ChangeSet.Kind.UNDO).order_by("pk")


def _why_gone(item: ChangeItem, gone: dict[str, int]) -> str:
    """Why no by-line is held by this item any more."""
    work = item.subject.partition("#")[0]
    if item.subject not in gone:
        return f"{work} no longer prints that name."
    title = Authorship.objects.values_list("work__title_text", flat=True).get(pk=gone[item.subject])
    if _decisions(item.subject).last() != item:
        return f"A later decision about “{title}” has to be undone first."
    return f"“{title}” was described anew since."
