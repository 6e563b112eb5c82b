"""The page of one subject."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import listing, overview, paging, summaries
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
    page, ignored = paging.page_of(overview.newest(works), request.GET.get("page"), count=summary.n_works)
    context = {
        "topic": subject,
        "summary": summary,
        "narrower": narrower,
        "years": overview.years(summary),
        "people": overview.people(summary),
        "related": overview.topics(summary),
        "page": page,
        "ignored": ignored,
        "items": listing.items((pk, None, "") for pk in page),
    }
    return render(request, "publications/topic.html", context)
