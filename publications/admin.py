"""The operators' desk: everything can be looked up, nothing is edited by hand: a change belongs in the ledger."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from publications.models import (
    Author,
    Authorship,
    ChangeItem,
    ChangeSet,
    CitationCount,
    ImportBatch,
    Reference,
    Retraction,
    Source,
    Topic,
    Work,
    WorkVersion,
)
from publications.upload_desk import ImportDesk


class ReadOnly:
    """Looking is allowed, writing is not."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AuthorshipInline(ReadOnly, admin.TabularInline):
    model = Authorship
    fields = ["position", "name", "author", "basis", "reason"]
    raw_id_fields = ["author"]
    ordering = ["position"]
    extra = 0


class VersionInline(ReadOnly, admin.TabularInline):
    model = WorkVersion
    fields = ["label", "posted_on", "venue", "url", "source"]
    ordering = ["posted_on", "label"]
    extra = 0


class ReferenceInline(ReadOnly, admin.TabularInline):
    model = Reference
    fields = ["position", "scheme", "value", "source"]
    ordering = ["source", "position"]
    extra = 0


class CitationCountInline(ReadOnly, admin.TabularInline):
    model = CitationCount
    fields = ["source", "count", "counted_on"]
    ordering = ["source"]
    extra = 0


class ItemInline(ReadOnly, admin.TabularInline):
    model = ChangeItem
    fields = ["position", "subject", "before", "after"]
    ordering = ["position"]
    extra = 0


@admin.register(Work)
class WorkAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title_text", "year", "type", "source", "n_authors"]
    list_filter = ["type", "source"]
    search_fields = ["=identifiers__value", "=public_id"]
    search_help_text = "An arXiv id, a DOI or the work's address"
    list_select_related = ["source"]
    show_full_result_count = False
    inlines = [AuthorshipInline, VersionInline, CitationCountInline, ReferenceInline]


@admin.register(Author)
class AuthorAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["display_name", "n_works", "first_year", "last_year", "orcid", "hidden_at"]
    search_fields = ["search_name", "=public_id", "=orcid"]
    show_full_result_count = False


admin.site.register(ImportBatch, ImportDesk)


@admin.register(ChangeSet)
class ChangeSetAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["kind", "reason", "role", "actor", "created_at"]
    list_filter = ["kind", "role"]
    list_select_related = ["actor"]
    ordering = ["-created_at"]
    inlines = [ItemInline]


@admin.register(Retraction)
class RetractionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["scheme", "value", "retracted_on", "url", "source"]
    search_fields = ["=value", "=key"]
    search_help_text = "An identifier of the work, or of the notice"
    list_select_related = ["source"]
    ordering = ["-retracted_on", "pk"]


@admin.register(Source)
class SourceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "role", "venue_type", "issn", "rank"]
    list_filter = ["role", "venue_type"]
    search_fields = ["name", "=issn"]


@admin.register(Topic)
class TopicAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "scheme", "code", "level", "group"]
    list_filter = ["scheme", "level"]
    search_fields = ["name", "=code"]
