"""Routes of this slice."""

from django.urls import URLPattern, URLResolver, path

from squares.web.clients import allowed, authorize

urlpatterns: list[URLPattern | URLResolver] = [
    path("oauth/authorize", authorize.authorize, name="oauth-authorize"),
    path("oauth/authorize/", authorize.authorize),
    path("settings/apps", allowed.apps, name="settings-apps"),
    path("settings/apps/<int:application_id>/revoke", allowed.revoke, name="settings-app-revoke"),
]
