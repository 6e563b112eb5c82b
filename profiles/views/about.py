"""The public rules, made from the definitions that the scores are made from."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from graph.collaboration import MOST_AUTHORS
from profiles import scoring, trust
from profiles.claim_desk import turnaround
from profiles.claims import bringing, codes, filing, standing, timing


@require_safe
def about_trust(request: HttpRequest) -> HttpResponse:
    groups = [(label, [c for c in trust.COMPONENTS if c.group == key]) for key, label in trust.GROUPS.items()]
    context = {
        "rules": trust,
        "groups": [(label, components, sum(c.cap for c in components)) for label, components in groups],
        "bands": trust.band_ranges(),
        "most_authors": MOST_AUTHORS,
    }
    return render(request, "profiles/about_trust.html", context)


@require_safe
def about_verification(request: HttpRequest) -> HttpResponse:
    context = {
        "levels": trust.LEVELS,
        "longest_life": scoring.LONGEST_LIFE,
        "ceiling": trust.UNRESOLVED_CEILING,
        "timing": timing,
        "filing": filing,
        "standing": standing,
        "codes": codes,
        "ways": bringing.WAYS,
    }
    return render(request, "profiles/about_verification.html", context)


@require_safe
def about_moderation(request: HttpRequest) -> HttpResponse:
    context = {
        "lately": turnaround.lately(),
        "days": turnaround.DAYS,
        "fewest": turnaround.FEWEST,
        "working_days": timing.WORKING_DAYS,
        "appeal_days": timing.APPEAL_DAYS,
        "hours": timing.SUSPENSION // timedelta(hours=1),
    }
    return render(request, "profiles/about_moderation.html", context)
