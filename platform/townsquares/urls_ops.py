"""What the operators' host answers."""

from django.urls import include, path

handler400 = "commons.problems.bad_request"
handler403 = "commons.problems.forbidden"
handler404 = "commons.problems.not_found"
handler500 = "commons.problems.fault"

urlpatterns = [
    path("", include("ops.urls")),
    path("", include("ops.urls_notices")),
    path("account/", include("allauth.urls")),
    path("dev/", include("embedded.urls")),
]
