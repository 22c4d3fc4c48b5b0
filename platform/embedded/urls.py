"""Where the developers' pages stand, below /dev/ on every host; in production there are none."""

from django.conf import settings
from django.urls import URLPattern, path

from embedded import views

_PAGES = [
    path("mail", views.mail, name="dev_mail"),
    path("mail/<str:letter_id>", views.letter, name="dev_letter"),
    path("sign-in/<str:token>", views.sign_in_by_link, name="dev_sign_in"),
]

urlpatterns: list[URLPattern] = [] if settings.MODE == "production" else _PAGES
