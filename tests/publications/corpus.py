"""Lines in the format of arXiv's metadata snapshot, and the whole corpus as comparable text."""

from __future__ import annotations

import json
from io import BytesIO

from django.db import connection


def line(key, title, authors, *, categories="cs.LG", dates=("2020-01-01",), abstract="We show things.", **fields):
    """One work; ``authors`` are "Given Family" or (given, family, affiliation)."""
    parsed = []
    for author in authors:
        if isinstance(author, str):
            given, _, family = author.rpartition(" ")
            author = (given, family)
        given, family, *places = author
        parsed.append([family, given, "", *places])
    record = {
        "id": key,
        "title": title,
        "abstract": abstract,
        "categories": categories,
        "doi": None,
        "versions": [{"version": f"v{n}", "created": day} for n, day in enumerate(dates, 1)],
        "update_date": dates[-1],
        "authors_parsed": parsed,
        **fields,
    }
    return json.dumps(record)


def file(*lines):
    """A stream of these lines, as standard input would be."""
    return BytesIO("\n".join(lines).encode() + b"\n")


_DUMP = """
select string_agg(line, E'\\n' order by line) from (
  select concat_ws('|', 'work', w.public_id, type, title, title_text, title_html, abstract, abstract_html, year,
    first_posted_on, latest_on, s.key, fingerprint, n_authors, is_retracted) as line
  from publications_work w left join publications_source s on s.id = w.source_id
  union all select concat_ws('|', 'identifier', w.public_id, scheme, value)
  from publications_workidentifier i join publications_work w on w.id = work_id
  union all select concat_ws('|', 'record', w.public_id, s.key, r.key, encode(digest, 'hex'))
  from publications_workrecord r join publications_work w on w.id = work_id
  join publications_source s on s.id = r.source_id
  union all select concat_ws('|', 'version', w.public_id, label, posted_on)
  from publications_workversion v join publications_work w on w.id = work_id
  union all select concat_ws('|', 'topic', w.public_id, t.code, x.position)
  from publications_worktopic x join publications_work w on w.id = work_id join publications_topic t on t.id = topic_id
  union all select concat_ws('|', 'byline', w.public_id, a.position, a.name, a.block, p.public_id, basis, reason,
    (select string_agg(i.public_id, ',' order by f.position) from publications_affiliation f
     join publications_institution i on i.id = institution_id where f.authorship_id = a.id))
  from publications_authorship a join publications_work w on w.id = work_id
  left join publications_author p on p.id = author_id
  union all select concat_ws('|', 'author', public_id, display_name, sort_name, search_name, n_works, first_year,
    last_year, (select m.public_id from publications_author m where m.id = a.merged_into_id))
  from publications_author a
) rows
"""

_TABLES = ("work", "workidentifier", "workrecord", "workversion", "worktopic", "authorship", "affiliation", "author")


def dump():
    """Every fact of the corpus by keys that do not depend on the order of insertion."""
    with connection.cursor() as cursor:
        cursor.execute(_DUMP)
        return cursor.fetchone()[0]


def row_versions():
    """Which transaction wrote each row last: equal before and after means that no row was written."""
    with connection.cursor() as cursor:
        written = {}
        for table in _TABLES:
            cursor.execute(f"select id, xmin::text from publications_{table} order by id")
            written[table] = cursor.fetchall()
        return written
