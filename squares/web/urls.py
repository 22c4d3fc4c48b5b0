"""Every page of a square."""

from squares.web.clients.urls import urlpatterns as clients
from squares.web.moderation.urls import urlpatterns as moderation
from squares.web.own.urls import urlpatterns as own
from squares.web.people.urls import urlpatterns as people
from squares.web.talk.urls import urlpatterns as talk

# Talk comes last: "/@handle/id" must not shadow anything.
urlpatterns = [*clients, *moderation, *own, *people, *talk]
