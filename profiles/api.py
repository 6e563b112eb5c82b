"""What a person may do through the API, signed in on this site: sessions, with the CSRF token on every write."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from rest_framework import status
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from profiles import follows
from profiles.contact import inviting, rules
from profiles.contact.forms import InvitationForm
from publications.api import record_named


class Refusal(APIException):
    """A rule says no, in the words of the pages; ``wait`` seconds become Retry-After."""

    def __init__(self, status_code: int, code: str, problem: Exception, until: datetime | None = None) -> None:
        super().__init__(str(problem))
        self.status_code, self.default_code = status_code, code
        if until:
            self.wait = (until - timezone.now()).total_seconds()


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
def follow_author(request: HttpRequest, public_id: str) -> Response:
    """Follow, or no longer; 204 whether or not that changed anything. 409 own record, 410 hidden, 429 too many."""
    author = record_named(public_id)
    if request.method == "DELETE":
        follows.unfollow(request.user, author)
        return Response(status=status.HTTP_204_NO_CONTENT)
    try:
        follows.follow(request.user, author)
    except follows.OwnRecord as problem:
        raise Refusal(status.HTTP_409_CONFLICT, "own_record", problem) from None
    except follows.TooManyFollows as problem:
        raise Refusal(status.HTTP_429_TOO_MANY_REQUESTS, "too_many", problem) from None
    return Response(status=status.HTTP_204_NO_CONTENT)


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def invite_author(request: HttpRequest, public_id: str) -> Response:
    """Invite to a conversation: ``purpose`` (collaborate, question, review, data) and ``text`` of 1 to 1,000 letters.

    201 with the address of the invitation; 400 malformed, 403 not by this account, 409 unclaimed, own record or
    connected already, 410 hidden, 429 too many.
    """
    author = record_named(public_id)
    form = InvitationForm(request.data)
    try:
        rules.check(request.user, author)
        if not form.is_valid():
            raise ValidationError(form.errors)
        made = inviting.invite(request.user, author, **form.cleaned_data)
    except rules.Refused as refused:
        raise Refusal(refused.status, refused.code, refused, refused.until) from None
    told = {"url": request.build_absolute_uri(made.get_absolute_url()), "state": made.state, "purpose": made.purpose}
    return Response(told, status=status.HTTP_201_CREATED)
