"""The operators' upload desk: bring a file in, watch it, stop it, mend what could not be read. Thin doors only."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from publications import batches, readers, uploads
from publications.importing import ImportRefused
from publications.models import ImportBatch
from publications.paging import page_of
from publications.views.live import live_response


def lying_here() -> list[str]:
    """Names of the files in the folder the operator opened for imports."""
    if settings.IMPORT_FOLDER is None or not settings.IMPORT_FOLDER.is_dir():
        return []
    return sorted(found.name for found in settings.IMPORT_FOLDER.iterdir() if found.is_file())


class UploadForm(forms.Form):
    """Exactly one file, sent or lying here; ``stored`` and ``called`` say which once the form is valid."""

    file = forms.FileField(
        label="A file from your machine", required=False, help_text="Plain, .gz, .xz or .zst.", allow_empty_file=True
    )
    here = forms.ChoiceField(label="Or a file on the server", required=False)
    format = forms.ChoiceField(
        label="Format", required=False, help_text="The beginning of the file tells it; choose only when it is wrong."
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [("", "as the file tells"), *((name, name) for name in sorted(readers.FORMATS))]
        if names := lying_here():
            self.fields["here"].choices = [("", "none"), *((name, name) for name in names)]
        else:
            del self.fields["here"]

    def clean_file(self) -> uploads.Sent | None:
        sent = self.cleaned_data["file"]
        if sent and sent.problem:
            raise forms.ValidationError(sent.problem)
        if sent and not sent.size:
            raise forms.ValidationError("This file is empty.")
        return sent

    def clean(self) -> dict:
        said = super().clean()
        sent, here = said.get("file"), said.get("here")
        if not self.errors and bool(sent) == bool(here):
            raise forms.ValidationError("Choose one file.")
        if not self.errors:
            self.called = sent.name if sent else here
            self.stored = sent.stored if sent else self._examined(settings.IMPORT_FOLDER / here)
        return said

    @staticmethod
    def _examined(found: Path) -> uploads.Stored:
        try:
            return uploads.examine(found)
        except OSError as error:
            raise forms.ValidationError(f"{found.name} cannot be read: {error.strerror}.") from error


class ImportDesk(admin.ModelAdmin):
    """The pages of import batches in the admin. Who may add batches may also cancel and resume them."""

    list_display = ["name", "state", "n_new", "n_updated", "n_unchanged", "n_bad", "started_at", "finished_at", "actor"]
    list_filter = ["state", "format"]
    list_select_related = ["actor"]
    ordering = ["-started_at", "-pk"]

    def has_change_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        return self.has_add_permission(request) or super().has_view_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        doors = {"live": self.live, "cancel": self.cancel, "resume": self.resume, "bad-lines": self.bad_lines}
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(door),
                name=f"publications_importbatch_{name.replace('-', '_')}",
            )
            for name, door in doors.items()
        ] + super().get_urls()

    # The protection against forged requests reads the body, so it has to come after the choice of where that goes.
    @method_decorator(csrf_exempt)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        to_disk = uploads.ToDisk(request)
        request.upload_handlers = [to_disk]
        try:
            return self._upload(request, to_disk)
        finally:
            to_disk.discard()

    @method_decorator(csrf_protect)
    def _upload(self, request: HttpRequest, to_disk: uploads.ToDisk) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            batch, is_new = batches.queue(
                form.stored, name=form.called, format=form.cleaned_data["format"], actor=request.user
            )
            if is_new:
                to_disk.take(form.stored)
            else:
                messages.warning(request, "The same file is waiting or being imported already: this is it.")
            return redirect(_address(batch))
        context = {**self.admin_site.each_context(request), "title": "Import a file", "form": form, "opts": self.opts}
        context["limit"] = settings.UPLOAD_LIMIT
        return render(request, "admin/publications/importbatch/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        batch = self._batch(request, object_id)
        issues, _ = page_of(batch.issues.order_by("part", "line"), request.GET.get("p"), count=batch.n_bad)
        context = {
            **self.admin_site.each_context(request),
            "title": batch.name,
            "opts": self.opts,
            "batch": batch,
            "live": batches.live(batch),
            "page": issues,
            "may_act": self.has_add_permission(request),
            "can_resume": batches.can_resume(batch),
        }
        return render(request, "admin/publications/importbatch/batch.html", context)

    @method_decorator(require_safe)
    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        return live_response(request, self._batch(request, pk))

    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk, to_act=True)
        if not batches.cancel(batch):
            messages.warning(request, "There was nothing left to cancel.")
        return redirect(_address(batch))

    @method_decorator(require_POST)
    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk, to_act=True)
        try:
            batches.resume(batch)
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(_address(batch))

    @method_decorator(require_safe)
    def bad_lines(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        response = StreamingHttpResponse(batches.bad_lines(batch), content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="bad-lines-{batch.pk}.txt"'
        return response

    def _batch(self, request: HttpRequest, pk: str | int, *, to_act: bool = False) -> ImportBatch:
        if not (self.has_add_permission(request) if to_act else self.has_view_permission(request)):
            raise PermissionDenied
        batch = self.get_object(request, str(pk))
        if batch is None:
            raise Http404("There is no such import.")
        return batch


def _address(batch: ImportBatch) -> str:
    return reverse("admin:publications_importbatch_change", args=[batch.pk])
