"""The page of one subject."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import listing, overview, paging
from publications.models import Topic, Work
from publications.plots import bars
from publications.views.missing import missing


@require_safe
def topic(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    subject = Topic.objects.filter(scheme=scheme, code=code).first()
    if subject is None:
        return missing(request, f"We have no topic {code[:60]}.", search_text=code[:60])
    works = Work.objects.filter(work_topics__topic=subject)
    n_works, years = overview.years(works)
    n_people, people = overview.people(Q(authorships__work__work_topics__topic=subject))
    page, ignored = paging.page_of(overview.newest(works), request.GET.get("page"), count=n_works)
    context = {
        "topic": subject,
        "n_works": n_works,
        "n_people": n_people,
        "years": bars(years),
        "people": people,
        "related": overview.topics(Q(work_topics__work__work_topics__topic=subject) & ~Q(pk=subject.pk)),
        "page": page,
        "ignored": ignored,
        "items": listing.items((pk, None, "") for pk in page),
    }
    return render(request, "publications/topic.html", context)
