"""What stands near an author, as plain values: what SQL found and a slice is chosen from. Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Work:
    """One row = a work by its database id, as a reason or a node names it."""

    id: int
    public_id: str
    title: str
    year: int | None
    n_authors: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the ids of the works shared with the author in the centre (the centre: all own works)."""

    id: int
    public_id: str
    name: str
    works: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and the centre's works on it."""

    id: int
    scheme: str
    code: str
    name: str
    works: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution and who signed from it: author id -> work ids."""

    id: int
    public_id: str
    name: str
    signed: dict[int, tuple[int, ...]]


@dataclass(slots=True)
class Neighbourhood:
    """Everything a slice is chosen from. People, topics and institutions come strongest first."""

    centre: Person
    works: dict[int, Work] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    n_people: int = 0
    ties: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    nearby: dict[int, tuple[int, ...]] = field(default_factory=dict)  # work id -> its signers among the people
    topics: list[Topic] = field(default_factory=list)
    about: dict[int, tuple[int, ...]] = field(default_factory=dict)  # work id -> topic ids
    institutions: list[Institution] = field(default_factory=list)
