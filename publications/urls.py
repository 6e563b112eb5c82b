from django.urls import path

from publications.views import institution, pages, search, topic

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("topics/<str:scheme>/<path:code>/", topic.topic, name="topic"),
    path("institutions/<str:public_id>/", institution.institution, name="institution"),
    path("about/sources/", pages.about_sources, name="about_sources"),
]
