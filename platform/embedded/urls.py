"""Where the developers' pages stand, below /dev/ on every host."""

from django.urls import path

from embedded import views

urlpatterns = [
    path("mail", views.mail, name="dev_mail"),
    path("mail/<str:letter_id>", views.letter, name="dev_letter"),
    path("sign-in/<str:token>", views.sign_in_by_link, name="dev_sign_in"),
]
