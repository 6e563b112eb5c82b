"""Who works with whom, straight from the by-lines. Definition of a close collaborator: ``docs/trust.md``."""

from dataclasses import dataclass

from django.db import connection

# A work with more names than this says little about any pair of them (and 3,000 names would make 4.5 million pairs).
MOST_AUTHORS = 50


@dataclass(frozen=True, slots=True)
class Collaborator:
    """A close collaborator and the number of works shared with them."""

    author_id: int
    public_id: str
    display_name: str
    shared: int


def asked(n_works: int) -> int:
    """How many shared works make a close collaborator of somebody with this many works.

    >>> [asked(n) for n in (0, 2, 15, 16, 38, 44, 900)]
    [3, 3, 3, 4, 8, 8, 8]
    """
    return min(8, max(3, -(-n_works // 5)))


# (author_id, other_id, shared) of every close pair of the authors asked about; ``asked`` in SQL.
_CLOSE_PAIRS = f"""
    select mine.author_id, other.author_id as other_id, count(distinct mine.work_id) as shared
      from publications_authorship mine
      join publications_author me on me.id = mine.author_id
      join publications_work work on work.id = mine.work_id and work.n_authors between 2 and {MOST_AUTHORS}
      join publications_authorship other on other.work_id = mine.work_id and other.author_id <> mine.author_id
      join publications_author person on person.id = other.author_id
       and person.merged_into_id is null and person.hidden_at is null
     where mine.author_id = any(%(authors)s)
     group by mine.author_id, other.author_id, me.n_works
    having count(distinct mine.work_id) >= least(8, greatest(3, (me.n_works + 4) / 5))
"""

# For whoever counts many authors at once: (author_id, n), only authors with at least one; embed it as a subquery.
CLOSE_COLLABORATOR_COUNTS = f"select author_id, count(*) as n from ({_CLOSE_PAIRS}) close group by author_id"


def close_collaborators(author_id: int) -> list[Collaborator]:
    """The close collaborators of an author, most shared works first, then by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select person.id, person.public_id, person.display_name, close.shared
                  from ({_CLOSE_PAIRS}) close join publications_author person on person.id = close.other_id
                 order by close.shared desc, person.sort_name, person.id""",
            {"authors": [author_id]},
        )
        return [Collaborator(*row) for row in cursor.fetchall()]
