"""The profile page beside a view that says hello, through the same middleware, and beside its own SQL run bare."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle

from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from bzpeer.benchmarks import replay
from bzpeer.benchmarks.timing import compare, table
from publications.models import Author, Summary, Work


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello", hello)]


class Site:
    """The whole site in this process: middleware, view and template, without a socket."""

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.requests = RequestFactory(headers={"host": "localhost"})

    def get(self, address: str, urlconf: str | None = None, **headers: str) -> HttpResponse:
        request = self.requests.get(address, headers={"host": "localhost", **headers})
        if urlconf:
            request.urlconf = urlconf
        response = self.handler.get_response(request)
        if response.status_code >= 400:
            raise RuntimeError(f"{address} answered {response.status_code}")
        response.close()
        return response


def measure(repeat: int = 9) -> str:
    """Profile pages of 200 authors at random, of the 20 with most works, and of one again and again; the largest page
    of each other kind. Markdown."""
    site = Site()
    authors = Author.objects.visible().with_works()
    heaviest = list(authors.order_by("-n_works")[:20])
    random = list(authors.order_by("public_id")[:200])  # a public id is a hash: its order is as good as drawn by lot
    for author in [*heaviest, *random]:
        _visit(site, author)  # trust and slice rows exist from here on, as on a site that is visited
    one = heaviest[0].get_absolute_url()
    bare = replay.statements(lambda: site.get(one))
    each = cycle([replay.statements(lambda author=author: _visit(site, author)) for author in random])
    anybody, somebody_busy = cycle(random), cycle(heaviest)
    timings = compare(
        {
            "hello": lambda: site.get("/hello", urlconf=__name__),
            **_kinds(site),
            "SQL of a random author": lambda: replay.run(next(each)),
            "page of a random author": lambda: _visit(site, next(anybody)),
            "SQL of the heaviest author": lambda: replay.run(bare),
            "page of the heaviest author": lambda: site.get(one),
            "page of the 20 heaviest": lambda: _visit(site, next(somebody_busy)),
        },
        repeat=repeat,
        calls=20,
    )
    size = len(site.get(one).content)
    return f"{table(timings, against='hello')}\n\nHeaviest author: {heaviest[0].n_works} works, {size:,} bytes of HTML."


def _kinds(site: Site) -> dict[str, Callable[[], object]]:
    """The largest page of every other kind, and the statements of each run bare."""
    most = Summary.objects.order_by("-n_works", "pk")
    addresses = {"home": "/"}
    for kind in ("topic", "institution", "source"):
        if largest := most.exclude(**{kind: None}).first():
            addresses[kind] = getattr(largest, kind).get_absolute_url()
    if longest := Work.objects.order_by("-n_authors", "pk").first():
        addresses["work of most authors"] = longest.get_absolute_url()
    actions = {}
    for kind, address in addresses.items():
        heard = replay.statements(partial(site.get, address))
        actions[f"SQL of the page: {kind}"] = partial(replay.run, heard)
        actions[f"page: {kind}"] = partial(site.get, address)
    return actions


def _visit(site: Site, author: Author) -> HttpResponse:
    return site.get(author.get_absolute_url())
