"""By-lines, and pieces of by-lines taken to be one person so far. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from publications.matching import Name, compatible
from publications.vectors import Sum


@dataclass(frozen=True, slots=True)
class Byline:
    """One name on one work with what stands around it. ``key`` orders by-lines by what the files say."""

    key: tuple[str, int]
    id: int
    work: int
    name: Name
    coauthors: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    title: str = ""
    abstract: str = ""
    institutions: frozenset[int] = frozenset()
    year: int | None = None
    orcid: str = ""
    source_author: str = ""
    author: int | None = None
    is_decided: bool = False
    apart: frozenset[int] = frozenset()  # authors that somebody decided are not its author


class Said(NamedTuple):
    """What works say, as sums of one vector a work: in their titles, and in all."""

    title: Sum
    text: Sum

    @classmethod
    def of(cls, works: Iterable[Said]) -> Said:
        titles, texts = zip(*works, strict=True)
        return cls(Sum.of(titles), Sum.of(texts))


@dataclass(slots=True)
class Piece:
    """By-lines taken to be one person so far, and what they say together."""

    bylines: list[Byline]
    works: set[int] = field(default_factory=set)
    names: set[Name] = field(default_factory=set)
    decided_names: set[Name] = field(default_factory=set)
    coauthors: set[str] = field(default_factory=set)
    institutions: set[int] = field(default_factory=set)
    years: list[int] = field(default_factory=list)
    orcids: set[str] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    decided: int | None = None
    topics: Sum | None = None  # these two are read when somebody asks
    said: Said | None = None

    @classmethod
    def of(cls, byline: Byline) -> Piece:
        piece = cls([byline], {byline.work}, coauthors=set(byline.coauthors))
        (piece.decided_names if byline.is_decided else piece.names).add(byline.name)
        piece.institutions = set(byline.institutions)
        piece.years = [byline.year, byline.year] if byline.year else []
        piece.orcids = {byline.orcid} - {""}
        piece.authors, piece.apart = {byline.author} - {None}, set(byline.apart)
        piece.decided = byline.author if byline.is_decided else None
        return piece

    def take(self, other: Piece) -> None:
        self.bylines += other.bylines
        self.works |= other.works
        self.names |= other.names
        self.decided_names |= other.decided_names
        self.coauthors |= other.coauthors
        self.topics = self.topics.plus(other.topics) if self.topics and other.topics else None
        self.said = Said(*map(Sum.plus, self.said, other.said)) if self.said and other.said else None
        self.institutions |= other.institutions
        years = self.years + other.years
        self.years = [min(years), max(years)] if years else []
        self.orcids |= other.orcids
        self.authors |= other.authors
        self.apart |= other.apart
        self.decided = self.decided if other.decided is None else other.decided

    def excludes(self, other: Piece) -> bool:
        """Nobody signs a work twice, has two ORCID iDs, is two authors by decision or bears names that differ."""
        return (
            (self.decided is not None and other.decided is not None and self.decided != other.decided)
            or bool(self.orcids and other.orcids and self.orcids.isdisjoint(other.orcids))
            or not self.works.isdisjoint(other.works)
            or not self.apart.isdisjoint(other.authors)
            or (self.names != other.names and not self._agrees(other))
        )

    def _agrees(self, other: Piece) -> bool:
        """A name that somebody decided is this author's brings others like it, whatever else the author is called."""
        return (
            (self._admits(other.names) and other._admits(self.names))
            or self._has_borne(other.names)
            or other._has_borne(self.names)
        )

    def _has_borne(self, names: set[Name]) -> bool:
        return bool(self.decided_names) and all(
            any(compatible(name, mine) for mine in self.decided_names) for name in names
        )

    def _admits(self, names: set[Name]) -> bool:
        """A name must agree with all of the piece's, or be one that somebody decided is this author's."""
        return all(
            (self.names and all(compatible(name, mine) for mine in self.names))
            or any(compatible(name, mine) for mine in self.decided_names)
            for name in names
        )
