from django.urls import path

from profiles.views import author

urlpatterns = [
    path("authors/orcid/<path:text>", author.by_orcid, name="author_by_orcid"),
    path("authors/openalex/<path:text>", author.by_openalex, name="author_by_openalex"),
    path("authors/<str:public_id>/", author.author, name="author_short"),
    path("authors/<str:public_id>/<str:slug>/", author.author, name="author"),
]
