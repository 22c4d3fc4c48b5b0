"""Legal notices from anyone, on every host."""

from django.urls import path

from ops import converters  # noqa: F401 - importing registers them
from ops.views import public_notice

urlpatterns = [
    path("legal/notice", public_notice.notice_form, name="notice"),
    path(
        "legal/notices/<reference:ref>/<secret:secret>",
        public_notice.notice_status,
        name="notice_status",
    ),
]
