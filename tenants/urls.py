"""Routes of the platform's own pages on the apex."""

from django.urls import path

from tenants import views

urlpatterns = [
    path("squares", views.squares, name="directory"),
    path("panel", views.home, name="panel"),
    path("panel/foundation", views.foundation, name="panel_foundation"),
    path("panel/squares/<slug:slug>/settings", views.settings, name="desk_settings"),
    path("panel/squares/<slug:slug>/state", views.state, name="desk_state"),
    path("panel/squares/<slug:slug>/domains", views.domains, name="desk_domains"),
    path(
        "panel/squares/<slug:slug>/domains/<str:host>/verify",
        views.verify_domain,
        name="desk_verify_domain",
    ),
    path(
        "panel/squares/<slug:slug>/domains/<str:host>/remove",
        views.remove_domain,
        name="desk_remove_domain",
    ),
]
