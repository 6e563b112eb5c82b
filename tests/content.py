"""What a database says, by keys that do not depend on the order of insertion: equal content = equal databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.apps import apps
from django.db import connection, models

# How something came about, not what is said: batches have times, and the ledger only ever grows. What is derived and
# names rows by their ids follows from the rest.
LEFT_OUT = frozenset({"ImportBatch", "AuditEntry", "ChangeSet", "ChangeItem", "IndexedWork", "Summary"})


def content(app: str = "publications") -> list[str]:
    """One line a row of every table of the app, sorted; row ids and times are left out, links are natural keys."""
    said = [model for model in apps.get_app_config(app).get_models() if model.__name__ not in LEFT_OUT]
    return sorted(line for model in said for line in _rows(model))


def content_hash(app: str = "publications") -> str:
    """Equal when ``content`` is. Use ``content`` in an assertion to see what differs."""
    digest = sha256()
    for line in content(app):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _rows(model: type[models.Model]) -> Iterator[str]:
    columns = _row(model._meta.concrete_fields, "t1")
    with connection.cursor() as cursor:
        cursor.execute(f'select {columns} from "{model._meta.db_table}" t1')
        for (row,) in cursor.fetchall():
            yield f"{model.__name__} {row}"


def _row(fields: Iterable[models.Field], table: str) -> str:
    """SQL of these fields as one text, nulls told from empty texts."""
    values = [_value(field, table) for field in fields if not _is_left_out(field)]
    return f"row({', '.join(values)})::text"


def _is_left_out(field: models.Field) -> bool:
    if isinstance(field, models.ForeignKey):
        return field.related_model.__name__ in LEFT_OUT
    return isinstance(field, models.AutoField | models.BigAutoField | models.DateTimeField)


def _value(field: models.Field, table: str) -> str:
    column = f'{table}."{field.column}"'
    if not isinstance(field, models.ForeignKey):
        return column
    target, inner = field.related_model, f"{table}_"
    key = _row(_natural_key(target), inner)
    pk = target._meta.pk.column
    return f'(select {key} from "{target._meta.db_table}" {inner} where {inner}."{pk}" = {column})'


def _natural_key(model: type[models.Model]) -> list[models.Field]:
    """What the model itself says is unique, row ids aside."""
    meta = model._meta
    if unique := [field for field in meta.concrete_fields if field.unique and not field.primary_key]:
        return unique[:1]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
            return [meta.get_field(name) for name in constraint.fields]
    return [meta.pk]
