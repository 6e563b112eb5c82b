"""What an author's own list would bring: each entry beside the works that are here and the names that could be theirs.

Reads the database and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from profiles.models import ListedWork, Profile
from publications import names
from publications.fingerprints import fingerprint
from publications.matching import Name, compatible, parse
from publications.mathtext import plain
from publications.models import Author, Authorship, Work, WorkIdentifier, WorkRecord
from publications.readers import bibtex
from publications.records import BadLine, Record

MOST_ENTRIES = 2000
SOURCE = "own-list"  # what such works are said by
_SHOWN = 300  # characters of a title
_CLOSENESS = ("same", "middle", "initial", "short")

Outcome = ListedWork.Outcome


class ListRefused(ValueError):
    """The list cannot be taken; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with an entry. ``byline`` is the row that would become the author's."""

    entry: Record | BadLine
    outcome: Outcome
    note: str = ""
    work: int | None = None
    byline: int | None = None

    @property
    def title(self) -> str:
        if isinstance(self.entry, BadLine):
            return self.entry.excerpt[:_SHOWN]
        known = " ".join(f"{scheme}:{value}" for scheme, value in self.entry.identifiers)
        return (plain(self.entry.title) or known)[:_SHOWN]


def read(content: bytes) -> list[Record | BadLine]:
    """The entries of a BibTeX list. Raises ListRefused when there is none, or more than we take."""
    lines = ((number, line.rstrip(b"\r")) for number, line in enumerate(content.split(b"\n"), 1))
    entries = list(bibtex.read((line for line in lines if line[1].strip()), untitled=True))
    if not entries:
        raise ListRefused("There is no BibTeX entry in this: an entry begins with @article{ or the like.")
    if len(entries) > MOST_ENTRIES:
        raise ListRefused(f"This list has {len(entries):,} entries, and we take {MOST_ENTRIES:,} at a time: split it.")
    return entries


def judge(author: Author, entries: Collection[Record | BadLine]) -> list[Verdict]:
    """One verdict an entry, in their order: six statements, however long the list is."""
    records = [entry for entry in entries if isinstance(entry, Record)]
    mine = _names_of(author)
    works = _works(records)
    bylines = _bylines(set(works.values()), mine)
    held = set(
        Profile.objects.filter(author__in={byline.author_id for found in bylines.values() for byline in found})
        .exclude(author=author)
        .values_list("author", flat=True)
    )
    first: dict[object, int] = {}
    verdicts = []
    for entry in entries:
        verdict = _judge(entry, author, mine, works, bylines, held)
        same = verdict.work or getattr(entry, "key", None)
        earlier = first.setdefault(same, entry.line) if same else entry.line
        if earlier != entry.line and verdict.outcome in ListedWork.TO_DO:
            verdict = Verdict(entry, Outcome.HERE, f"It stands in this list already, at line {earlier}.", verdict.work)
        verdicts.append(verdict)
    return verdicts


def _judge(
    entry: Record | BadLine,
    author: Author,
    mine: set[Name],
    works: dict[int, int],
    bylines: dict[int, list[Authorship]],
    held: set[int],
) -> Verdict:
    if isinstance(entry, BadLine):
        return Verdict(entry, Outcome.BAD, entry.reason)
    work = works.get(entry.line)
    if work is None and not entry.title:
        return Verdict(entry, Outcome.UNKNOWN, "It has no title, and no source here has a work of that identifier.")
    if work is None:
        signed = [parse(person.given, person.family, person.suffix) for person in entry.authors]
        note = _doubt(len(_closest(signed, mine)))
        return Verdict(entry, Outcome.NAME if note else Outcome.ADD, note)
    found = bylines.get(work, [])
    if any(byline.author_id == author.pk for byline in found):
        return Verdict(entry, Outcome.HERE, work=work)
    closest = _closest([parse(byline.given, byline.family, byline.suffix) for byline in found], mine)
    if note := _doubt(len(closest)):
        return Verdict(entry, Outcome.NAME, note, work)
    byline = found[closest[0]]
    if byline.decided_by_id or byline.author_id in held or (byline.author and byline.author.hidden_at):
        return Verdict(entry, Outcome.TAKEN, "Whose name this is was decided already. Report a mistake, please.", work)
    return Verdict(entry, Outcome.JOIN, "", work, byline.pk)


def _names_of(author: Author) -> set[Name]:
    signed = author.authorships.values_list("given", "family", "suffix").distinct()
    return {parse(*form) for form in signed} or {parse(*names.split(author.display_name))}


def _works(records: Iterable[Record]) -> dict[int, int]:
    """Line -> the work here that the entry describes: it came from such a list, or has the same identifier, or the same
    fingerprint within a year."""
    keys = {record.key: record.line for record in records}
    listed = WorkRecord.objects.filter(source__key=SOURCE, key__in=keys).values_list("key", "work")
    wanted: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for scheme, value in record.identifiers:
            wanted[scheme].add(value)
    of_scheme = Q(pk__in=[])
    for scheme, values in wanted.items():
        of_scheme |= Q(scheme=scheme, value__in=values)
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    for scheme, value, work in WorkIdentifier.objects.filter(of_scheme).values_list("scheme", "value", "work"):
        known[scheme, value].add(work)
    prints = {record.line: _fingerprint(record) for record in records if record.title}
    alike: dict[str, list[tuple[int | None, int]]] = defaultdict(list)
    for mark, year, work in Work.objects.filter(fingerprint__in=prints.values()).values_list(
        "fingerprint", "year", "pk"
    ):
        alike[mark].append((year, work))
    found = {keys[key]: work for key, work in listed}
    for record in records:
        named = [known[key] for key in record.identifiers if key in known]
        if not named:
            named = [{work for year, work in alike[prints.get(record.line, "")] if _is_near(year, record.year)}]
        if len(named[0]) == 1:
            found.setdefault(record.line, next(iter(named[0])))
    return found


def _is_near(one: int | None, other: int | None) -> bool:
    return bool(one and other) and abs(one - other) <= 1


def _fingerprint(record: Record) -> str:
    return fingerprint(plain(record.title) or record.title, (person.family for person in record.authors))


def _bylines(works: set[int], mine: set[Name]) -> dict[int, list[Authorship]]:
    """Work -> its by-lines that could be the author's: names that could be one person's share a block."""
    family = {f"{name.last} {name.first[0][:1]}" if name.first else name.last for name in mine}
    found: dict[int, list[Authorship]] = defaultdict(list)
    for byline in Authorship.objects.filter(work__in=works, block__in=family).select_related("author"):
        found[byline.work_id].append(byline)
    return found


def _closest(signed: list[Name], mine: set[Name]) -> list[int]:
    """The positions, from 0, of the names that are as close to the author's as any on the work."""
    close: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(signed):
        kinds = {compatible(name, own) for own in mine} - {""}
        if kinds:
            close[min(kinds, key=_CLOSENESS.index)].append(position)
    return next((close[kind] for kind in _CLOSENESS if kind in close), [])


def _doubt(n: int) -> str:
    if n == 1:
        return ""
    return (
        "More than one of its names could be yours." if n else "None of its names could be yours by how it is written."
    )
