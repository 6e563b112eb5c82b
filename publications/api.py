"""The corpus as JSON: explicit fields, and the same querysets as the pages."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework import status
from rest_framework.decorators import api_view
from rest_framework.exceptions import APIException, NotFound
from rest_framework.response import Response
from rest_framework.serializers import CharField, DateTimeField, IntegerField, Serializer, SerializerMethodField

from publications.models import Author


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_detail = "This page was hidden at the person's request."
    default_code = "hidden"


class AuthorSerializer(Serializer):
    """One author's record; years are null while no work carries one."""

    id = CharField(source="public_id")
    url = SerializerMethodField()
    display_name = CharField()
    orcid = CharField(allow_blank=True)
    works_count = IntegerField(source="n_works")
    first_year = IntegerField(allow_null=True)
    last_year = IntegerField(allow_null=True)
    updated = DateTimeField(source="works_changed_at")

    def get_url(self, author: Author) -> str:
        return self.context["request"].build_absolute_uri(author.get_absolute_url())


def record_named(public_id: str) -> Author:
    """The record that answers to this id; a merged one answers as its survivor. Raises NotFound, Gone."""
    found = Author.objects.select_related("merged_into").filter(public_id=public_id).first()
    if found is None:
        raise NotFound("No author has this id.")
    author = found.survivor()
    if author.hidden_at:
        raise Gone
    return author


@api_view(["GET"])
def author_detail(request: HttpRequest, public_id: str) -> Response:
    """One author. 404 unknown, 410 hidden at the person's request."""
    author = record_named(public_id)
    return Response(AuthorSerializer(author, context={"request": request}).data)
