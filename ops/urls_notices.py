"""Legal notices from anyone, on every host."""

from django.urls import path

from ops.views import public_notice

urlpatterns = [
    path("legal/notice", public_notice.notice_form, name="notice"),
    path("legal/notices/<str:ref>/<str:secret>", public_notice.notice_status, name="notice_status"),
]
