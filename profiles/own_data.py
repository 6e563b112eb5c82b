"""Everything that is kept about an account, as a ZIP of JSON files, one for each kind."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from profiles.models import Evidence, Message, User

# What opens an account or a page is no information about its owner, and a ZIP file is easily lost.
_SECRET = {
    "user": {"password"},
    "authenticator": {"data"},
    "usersession": {"session_key", "data"},
    "invitation": {"is_silent"},  # who is blocked is not told
    "mail": {"context", "unsubscribe", "once"},
}
_SECRET_ANYWHERE = {"token", "secret", "code", "code_hash", "digest"}


def pack(user: User) -> bytes:
    """A ZIP file. What moderators noted for themselves and whom others follow is not about this account alone."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as files:
        for name, rows in sorted(kept(user).items()):
            files.writestr(f"{name}.json", json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return packed.getvalue()


def kept(user: User) -> dict[str, list[dict]]:
    """Name of a kind -> its rows about this account; kinds without rows are left out. Whatever table points to
    accounts is found by itself, but for who decided something about others."""
    found = {"account": [_row(user)]}
    for relation in User._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: user}).order_by("pk")
        found.setdefault(relation.related_model._meta.model_name, []).extend(_row(row) for row in rows)
    found["evidence"] = [_row(row) for row in Evidence.objects.filter(claim__user=user).order_by("pk")]
    messages = Message.objects.filter(conversation__participants__user=user)
    found["message"] = [_row(row) for row in messages.order_by("pk")]
    return {name: rows for name, rows in found.items() if rows}


def _row(row: models.Model) -> dict:
    return dict(_said(row))


def _said(row: models.Model) -> Iterator[tuple[str, object]]:
    secret = _SECRET.get(row._meta.model_name, set()) | _SECRET_ANYWHERE
    for field in row._meta.concrete_fields:
        if field.name in secret:
            continue
        value = getattr(row, field.name) if field.is_relation else field.value_from_object(row)
        if isinstance(value, models.Model):
            value = getattr(value, "public_id", value.pk)  # as in the address of its page
        elif isinstance(value, bytes | memoryview):
            value = b64encode(value).decode()
        yield field.name, value
