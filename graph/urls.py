from django.urls import path

from graph.views import company, connections, slices

# An author's own page ends in a name, so nothing beside it may look like one: hence the dots and the further level.
urlpatterns = [
    path("authors/<slug:public_id>/slice.json", slices.slice_json, name="slice_json"),
    path("authors/<slug:public_id>/slice.html", slices.slice_panel, name="slice_panel"),
    path("authors/<slug:public_id>/slice/again/", slices.slice_again, name="slice_again"),
    path("authors/<slug:public_id>/slice.<str:format>", slices.slice_file, name="slice_file"),
    path("authors/<slug:public_id>/explore/", slices.explorer, name="explorer"),
    path("authors/<slug:public_id>/co-authors/recent/", connections.conflict_list, name="conflict_list"),
    path("authors/<slug:public_id>/co-authors/recent.csv", connections.conflict_csv, name="conflict_csv"),
    path("authors/<slug:public_id>/co-authors/over-time/", company.over_time, name="over_time"),
    path("authors/<slug:public_id>/co-authors/next/", company.might_work_together, name="might_work_together"),
    path("connection/", connections.connection, name="connection"),
    path("compare/", connections.compare, name="compare"),
]
