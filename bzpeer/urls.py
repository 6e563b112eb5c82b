from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("profiles.urls")),
    path("", include("graph.urls")),
    path("", include("publications.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
]
