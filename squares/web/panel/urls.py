"""Routes of the platform's pages that look inside a square."""

from django.urls import URLPattern, URLResolver, path

from squares.web.panel import charter, founding, overview

urlpatterns: list[URLPattern | URLResolver] = [
    path("panel/found", founding.found, name="panel_found"),
    path("panel/found/slug", founding.check_slug, name="panel_check_slug"),
    path("panel/found/rules", founding.preview_rules, name="panel_preview_rules"),
    path("panel/squares/<slug:slug>", overview.overview, name="desk"),
    path("panel/squares/<slug:slug>/people", overview.people, name="desk_people"),
    path(
        "panel/squares/<slug:slug>/people/<int:number>/withdraw",
        overview.withdraw,
        name="desk_withdraw",
    ),
    path("panel/squares/<slug:slug>/join", overview.join_as_steward, name="desk_join"),
    path("panel/squares/<slug:slug>/charter", charter.charter, name="desk_charter"),
    path("panel/squares/<slug:slug>/charter/rules", charter.set_rules, name="desk_rules"),
    path("panel/squares/<slug:slug>/charter/purpose", charter.set_purpose, name="desk_purpose"),
    path("panel/squares/<slug:slug>/charter/policy", charter.set_policy, name="desk_policy"),
    path("panel/squares/<slug:slug>/charter/look", charter.set_look, name="desk_look"),
    path(
        "panel/squares/<slug:slug>/charter/preview", charter.preview_look, name="desk_preview_look"
    ),
]
