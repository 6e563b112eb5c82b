"""The page of one subject."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import feeds, overview, summaries
from publications.models import Topic
from publications.views.missing import missing


@require_safe
def topic(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    subject = Topic.objects.select_related("broader").filter(scheme=scheme, code=code).first()
    if subject is None:
        return missing(request, f"We have no topic {code[:60]}.", search_text=code[:60])
    summary = summaries.of(topic=subject)
    narrower = list(subject.narrower.with_counts().order_by("-n", "name"))
    works = overview.about(subject, narrower=bool(narrower))
    context = {"topic": subject, "narrower": narrower, "feeds": feeds.links("topic_feed", scheme, code)}
    context |= overview.page(subject.name, summary, works, request.GET)
    return render(request, "publications/topic.html", context)
