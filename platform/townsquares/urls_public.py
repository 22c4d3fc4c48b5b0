"""What the apex answers: the platform itself, and the foundations' desk."""

from django.urls import include, path

from billing.pages import plan_cards
from squares.web.panel.landing import landing
from squares.web.panel.urls import urlpatterns as panel
from tenants.urls import urlpatterns as platform

handler400 = "commons.problems.bad_request"
handler403 = "commons.problems.forbidden"
handler404 = "commons.problems.not_found"
handler500 = "commons.problems.fault"

urlpatterns = [
    path("", landing, {"plans": plan_cards}, name="landing"),
    *platform,
    path("", include("billing.urls")),
    path("", include("ops.urls_notices")),
    *panel,
    path("account/", include("allauth.urls")),
    path("dev/", include("embedded.urls")),
]
