"""API v1: the functions behind the pages, as JSON. Errors are problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from django.urls import path
from rest_framework.response import Response
from rest_framework.views import exception_handler

from graph.views.slices import slice_json
from profiles.api import follow_author, invite_author
from profiles.views.trust import trust_json
from publications.api import author_detail


def problem(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler: status, headers and detail as DRF finds them, in the shape of a problem."""
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "code": getattr(error, "default_code", "error"),
        "detail": str(detail),
    }
    if not detail:
        response.data["errors"] = error.detail
    response.content_type = "application/problem+json"
    return response


urlpatterns = [
    path("authors/<slug:public_id>/", author_detail, name="api_author"),
    path("authors/<slug:public_id>/trust", trust_json, name="api_trust"),
    path("authors/<slug:public_id>/graph", slice_json, name="api_graph"),
    path("authors/<slug:public_id>/invitations", invite_author, name="api_invite"),
    path("me/follows/authors/<slug:public_id>", follow_author, name="api_follow"),
]
