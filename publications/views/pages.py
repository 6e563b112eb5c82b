"""The pages that are about the site rather than about a record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "publications/home.html")


@require_safe
def about_sources(request: HttpRequest) -> HttpResponse:
    return render(request, "publications/about_sources.html")
