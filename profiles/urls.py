from django.urls import path, re_path

from profiles.views import about, author, curate, desk, feeds, follow, history, missing_work, own_list, proposals, trust

# What stands beside an author's own page comes first: that page's address ends in any name.
urlpatterns = [
    path("authors/orcid/<path:text>", author.by_orcid, name="author_by_orcid"),
    path("authors/openalex/<path:text>", author.by_openalex, name="author_by_openalex"),
    re_path(
        r"^authors/(?P<public_id>[-\w]+)/works\.(?P<format_>atom|rss|json)$", feeds.author_feed, name="author_feed"
    ),
    path("authors/<slug:public_id>/trust.json", trust.trust_json, name="trust_json"),
    path("authors/<slug:public_id>/trust.csv", trust.trust_csv, name="trust_csv"),
    path("authors/<slug:public_id>/trust/", trust.trust_history, name="trust_history"),
    path("authors/<slug:public_id>/missing/", missing_work.missing_work, name="missing_work"),
    path("authors/<slug:public_id>/works/import/", own_list.own_list, name="own_list"),
    path("authors/<slug:public_id>/works/import/<int:batch>/", own_list.own_list_checked, name="own_list_checked"),
    path("authors/<slug:public_id>/works/import/<int:batch>/live/", own_list.own_list_live, name="own_list_live"),
    path("authors/<slug:public_id>/follow/", follow.follow, name="follow"),
    path("authors/<slug:public_id>/unfollow/", follow.unfollow, name="unfollow"),
    path("following/", follow.following, name="following"),
    path("following/end/<str:token>/", follow.end_digests, name="end_digests"),
    path("authors/<slug:public_id>/report/", proposals.report_author, name="report_author"),
    path("authors/<slug:public_id>/merge/", proposals.propose_merge, name="propose_merge"),
    path("works/<slug:public_id>/report/", proposals.report_work, name="report_work"),
    path("authors/<slug:public_id>/history/", history.history, name="history"),
    path("authors/<slug:public_id>/history.atom", history.history_atom, name="history_atom"),
    path("desk/", desk.desk, name="desk"),
    path("desk/find/", desk.desk_find, name="desk_find"),
    path("desk/cases/<slug:case>/", desk.desk_case, name="desk_case"),
    path("desk/records/<slug:public_id>/", curate.record, name="desk_record"),
    path("desk/records/<slug:public_id>/<slug:name>/", curate.operation, name="desk_operation"),
    path("desk/changes/<uuid:key>/", curate.change, name="desk_change"),
    path("reports/<slug:token>/", proposals.report, name="report"),
    path("authors/<slug:public_id>/", author.author, name="author_short"),
    path("authors/<slug:public_id>/<str:slug>/", author.author, name="author"),
    path("about/trust/", about.about_trust, name="about_trust"),
    path("about/verification/", about.about_verification, name="about_verification"),
]
