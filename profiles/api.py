"""What a person may do through the API, signed in on this site: sessions, with the CSRF token on every write."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework import status
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from profiles import follows
from publications.api import record_named


class OwnRecord(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "own_record"


class TooMany(APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too_many"


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
        raise OwnRecord(str(problem)) from None
    except follows.TooManyFollows as problem:
        raise TooMany(str(problem)) from None
    return Response(status=status.HTTP_204_NO_CONTENT)
