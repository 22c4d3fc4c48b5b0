"""Legal notices from anyone, on every host."""

from django.urls import path

from ops.views import public

urlpatterns = [
    path("legal/notice", public.notice_form, name="notice"),
    path("legal/notices/<str:ref>/<str:secret>", public.notice_status, name="notice_status"),
]
