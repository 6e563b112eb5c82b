"""The photo on an author's page: sent by who holds the record, seen by whom they choose."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from profiles import own_page, photos
from profiles.models import Photo
from profiles.views.own_page import by_holder
from profiles.views.records import record_at
from publications.models import Author
from publications.uploads import Small

_KEPT = 300  # seconds: a photo that is taken off is gone soon everywhere


class PhotoForm(forms.Form):
    photo = forms.FileField(
        required=False,
        label="Photo",
        help_text="JPEG, PNG or WebP, up to 5 MB. We keep its middle as a square and nothing else of the file.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "field-input"}),
    )
    alt = forms.CharField(
        required=False,
        max_length=200,
        label="What is to be seen on it",
        help_text="For who cannot see it, such as “Ada Byron at her desk”.",
        widget=forms.TextInput(attrs={"class": "field-input", "dir": "auto"}),
    )


class _Photo(Small):
    most = photos.MOST_BYTES


@csrf_exempt  # its handler must be set before the token is read; it is checked one step further in
def edit_photo(request: HttpRequest, public_id: str) -> HttpResponse:
    request.upload_handlers = [_Photo(request)]
    return _edit_photo(request, public_id)


@csrf_protect
@by_holder
def _edit_photo(request: HttpRequest, record: Author) -> HttpResponse:
    known = Photo.objects.filter(user=request.user).only("alt", "key").first()
    form, status = PhotoForm(initial={"alt": known.alt if known else ""}), 200
    if request.method == "POST":
        if "remove" in request.POST:
            Photo.objects.filter(user=request.user).delete()
            messages.success(request, "The photo is removed.")
            return redirect(record)
        form, status = PhotoForm(request.POST, request.FILES), 400
        if form.is_valid() and _saved(form, request, known):
            messages.success(request, "Saved.")
            return redirect(record)
    return render(
        request, "profiles/own_page/photo.html", {"author": record, "form": form, "known": known}, status=status
    )


def _saved(form: PhotoForm, request: HttpRequest, known: Photo | None) -> bool:
    sent, alt = form.cleaned_data["photo"], form.cleaned_data["alt"]
    try:
        if not sent and not known:
            raise photos.PhotoRefused("Choose a picture first.")
        own_page.keep_photo(request.user, photos.squares(sent.read()) if sent else None, alt)
    except photos.PhotoRefused as refused:
        form.add_error("photo", str(refused))
        return False
    return True


@require_safe
def author_photo(request: HttpRequest, public_id: str, key: str, side: int) -> HttpResponse:
    """The picture, for who may see it; kept on the way only where everybody may."""
    record = record_at(request, public_id)
    if isinstance(record, HttpResponse):
        return record
    found = own_page.photo(record, request.user)
    if not found or found[0].key != key or side not in photos.SIDES:
        raise Http404("There is no such photo.")
    picture, is_public = found
    kept = f"public, max-age={_KEPT}" if is_public else "private, no-store"
    content = picture.large if side == photos.SIDES[0] else picture.small
    return HttpResponse(
        bytes(content),
        content_type="image/webp",
        headers={"Cache-Control": kept, "X-Content-Type-Options": "nosniff"},
    )
