from django.urls import path

from graph import views

# An author's own page ends in a name, so nothing beside it may look like one: hence the dots and the further level.
urlpatterns = [
    path("authors/<slug:public_id>/slice.json", views.slice_json, name="slice_json"),
    path("authors/<slug:public_id>/slice.html", views.slice_panel, name="slice_panel"),
    path("authors/<slug:public_id>/slice/again/", views.slice_again, name="slice_again"),
    path("authors/<slug:public_id>/explore/", views.explorer, name="explorer"),
]
