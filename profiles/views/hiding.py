"""The door for who wants no page here, or theirs back; without an account."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles import hiding, limits, orcid
from publications.curation import CurationRefused
from publications.models import Author
from publications.views.missing import missing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hide_author(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ways to prove that the page is about oneself; with a proof, one press. Of a hidden record nothing is told."""
    record = Author.objects.select_related("merged_into").filter(public_id=public_id).first()
    if record is None:
        return missing(request, "There is no author record at this address.")
    record = record.survivor()
    user = request.user if request.user.is_authenticated else None
    proof = hiding.proof(record, user, request.session)
    status = 200
    if request.method == "POST":
        if not limits.allows(request, "hide"):
            return ratelimit.respond_429(request)
        if proof.reason:
            return _done(request, record, proof)
        status = 403
    context = {"record": record, "proof": proof, "orcid_registered": orcid.registered()}
    return render(request, "profiles/hide.html", context, status=status)


def _done(request: HttpRequest, record: Author, proof: hiding.Proof) -> HttpResponse:
    hide = "hide" in request.POST
    try:
        hiding.set_hidden(record, proof, hidden=hide, user=request.user if request.user.is_authenticated else None)
    except CurationRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "The page is hidden." if hide else "The page can be seen again.")
    return redirect("hide_author", record.public_id)
