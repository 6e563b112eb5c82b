from django.contrib import admin
from django.urls import include, path

from bzpeer import development, health

urlpatterns = [
    path("", include("graph.urls")),  # before the profiles, whose last address takes any name for a slug
    path("", include("profiles.urls")),
    path("", include("publications.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("development/mails/", development.mails, name="development_mails"),
    path("development/mails/<slug:key>/", development.mail, name="development_mail"),
    path("development/mails/<slug:key>/html/", development.mail_html, name="development_mail_html"),
    path("api/v1/", include("bzpeer.api")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/orcid/", include("allauth.socialaccount.urls")),
    path("accounts/second-step/", include("allauth.mfa.urls")),
]

handler404 = "publications.views.pages.not_found"
