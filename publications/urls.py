from django.urls import path, re_path

from publications.views import cite, feeds, institution, pages, search, source, topic, work

_FEED = r"works\.(?P<format_>atom|rss|json)$"
urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="suggestions"),
    re_path(rf"^search/{_FEED}", feeds.search_feed, name="search_feed"),
    re_path(rf"^topics/(?P<scheme>[\w-]+)/(?P<code>[\w.+/-]+)/{_FEED}", feeds.topic_feed, name="topic_feed"),
    re_path(rf"^institutions/(?P<public_id>[\w-]+)/{_FEED}", feeds.institution_feed, name="institution_feed"),
    re_path(rf"^sources/(?P<key>[\w-]+)/{_FEED}", feeds.source_feed, name="source_feed"),
    re_path(r"^topics/(?P<scheme>[\w-]+)/(?P<code>[\w.+/-]+)/$", topic.topic, name="topic"),
    path("institutions/<slug:public_id>/", institution.institution, name="institution"),
    path("sources/<slug:key>/", source.source, name="source"),
    path("works/arxiv/<path:text>", work.by_arxiv, name="work_by_arxiv"),
    path("works/doi/<path:text>", work.by_doi, name="work_by_doi"),
    re_path(r"^works/(?P<public_id>[\w-]+)/cite\.(?P<suffix>bib|ris|json)$", cite.cite, name="work_citation"),
    path("works/<slug:public_id>/", work.work, name="work_short"),
    path("works/<slug:public_id>/<str:slug>/", work.work, name="work"),
    path("about/sources/", pages.about_sources, name="about_sources"),
    path("robots.txt", pages.robots, name="robots"),
]
