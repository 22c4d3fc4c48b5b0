"""Routes of this slice."""

from django.urls import URLPattern, URLResolver, path

from squares.web.own import filters, lists, preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/preferences", preferences.preferences, name="settings-preferences"),
    path("settings/filters", filters.index, name="settings-filters"),
    path("settings/filters/new", filters.new, name="filter-new"),
    path("settings/filters/<int:filter_id>", filters.edit, name="filter-edit"),
    path("settings/filters/<int:filter_id>/delete", filters.delete, name="filter-delete"),
    path("lists", lists.index, name="lists"),
    path("lists/<int:list_id>", lists.show, name="list"),
    path("lists/<int:list_id>/edit", lists.edit, name="list-edit"),
    path("lists/<int:list_id>/delete", lists.delete, name="list-delete"),
    path("lists/<int:list_id>/people", lists.people, name="list-people"),
    path("lists/<int:list_id>/put", lists.put, name="list-put"),
    path("lists/<int:list_id>/take", lists.take, name="list-take"),
]
