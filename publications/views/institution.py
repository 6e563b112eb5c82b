"""The page of one organisation."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publications import listing, overview, paging
from publications.models import Affiliation, Institution, Work
from publications.plots import bars
from publications.views.missing import missing


@require_safe
def institution(request: HttpRequest, public_id: str) -> HttpResponse:
    place = Institution.objects.filter(public_id=public_id).first()
    if place is None:
        return missing(request, "There is no institution at this address.")
    signed = Affiliation.objects.filter(institution=place)
    works = Work.objects.filter(pk__in=signed.values("authorship__work"))
    n_works, years = overview.years(works)
    n_people, people = overview.people(Q(authorships__affiliations__institution=place))
    page, ignored = paging.page_of(overview.newest(works), request.GET.get("page"), count=n_works)
    context = {
        "institution": place,
        "n_works": n_works,
        "n_people": n_people,
        "years": bars(years),
        "people": people,
        "topics": overview.topics(Q(work_topics__work__in=works)),
        "page": page,
        "ignored": ignored,
        "items": listing.items((pk, None, "") for pk in page),
    }
    return render(request, "publications/institution.html", context)
