"""What claims wait, and the public page about how they are decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from profiles.claim_desk import queue
from profiles.moderation import moderators_only
from publications.paging import page_of


@never_cache
@require_safe
@moderators_only
def desk_claims(request: HttpRequest) -> HttpResponse:
    class_, age = request.GET.get("class", ""), request.GET.get("older", "")
    class_ = class_ if class_ in queue.CLASSES else ""
    age = age if age in queue.AGES else ""
    mine = request.user if "mine" in request.GET else None
    cases = queue.waiting(request.user)
    page, ignored = page_of(queue.narrowed(cases, class_=class_, age=age, of=mine), request.GET.get("page"))
    page.object_list = queue.with_records(page.object_list)
    counts = queue.counts(cases)
    context = {
        "page": page,
        "ignored": ignored,
        "classes": [(name, queue.CLASSES[name], n) for name, n in counts.items()],
        "n_waiting": len(queue.narrowed(cases)),
        "class": class_,
        "ages": queue.AGES,
        "age": age,
        "mine": bool(mine),
    }
    return render(request, "profiles/desk/claims/queue.html", context)
