"""What a square answers on its own host."""

from django.urls import include, path

from squares.web.urls import urlpatterns as pages

handler400 = "commons.problems.bad_request"
handler403 = "commons.problems.forbidden"
handler404 = "commons.problems.not_found"
handler500 = "commons.problems.fault"

urlpatterns = [
    path("", include("ops.urls_notices")),
    *pages,
    path("account/", include("allauth.urls")),
    path("dev/", include("embedded.urls")),
]
