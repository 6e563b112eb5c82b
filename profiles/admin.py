"""The operators' desk for accounts and scores. Who follows whom is private and not shown here either."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from profiles import moderation
from profiles.models import Profile, Trust, TrustChange, User
from publications.admin import ReadOnly

# One way to sign in for everybody: the same limits, the same confirmed addresses.
admin.site.login = secure_admin_login(admin.site.login)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Operators may stop an account or give rights; addresses and passwords belong to the person."""

    list_display = ["email", "name", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "groups", "date_joined", "last_login"]
    readonly_fields = ["email", "date_joined", "last_login"]
    filter_horizontal = ["groups"]
    actions = ["appoint_moderators", "dismiss_moderators"]

    @admin.action(description="Appoint as moderators")
    def appoint_moderators(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            moderation.appoint(user)

    @admin.action(description="No longer moderators")
    def dismiss_moderators(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            moderation.dismiss(user)


@admin.register(Profile)
class ProfileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["author", "user", "level", "held_since", "suspended_until"]
    search_fields = ["=author__public_id", "user__email"]
    list_select_related = ["author", "user"]


@admin.register(Trust)
class TrustAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["author", "score", "level", "version", "read_at"]
    list_filter = ["level", "version"]
    search_fields = ["=author__public_id"]
    list_select_related = ["author"]
    show_full_result_count = False


@admin.register(TrustChange)
class TrustChangeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["author", "before", "score", "version", "created_at"]
    search_fields = ["=author__public_id"]
    list_select_related = ["author"]
    show_full_result_count = False
