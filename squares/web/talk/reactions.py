"""Passing on, liking and keeping posts: each answers htmx with the post, others with a way back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from commons import clock
from commons.pages import cursor_of
from squares.members.cards import card_of
from squares.members.models import Member
from squares.posts.actions import react
from squares.posts.cards import PostCard, cards_for
from squares.posts.errors import PostNotFound
from squares.timelines.sieving import sieve
from squares.web.guards import member_of, member_required, page_named
from squares.web.talk.pages import back_to


class Reaction(Protocol):
    """One of the actions of posts.actions.react."""

    def __call__(self, *, by: Member, post_id: int, at: datetime) -> object:
        """Do it."""


def _answer(request: HttpRequest, handle: str, post_id: int, *, do: Reaction) -> HttpResponse:
    member = member_of(request)
    do(by=member, post_id=post_id, at=clock.now())
    card = _card(request, member, post_id)
    if not request.headers.get("HX-Request"):
        return back_to(request, card, card.url)
    page = page_named(request, "HX-Current-URL").partition("?")[0]
    context = {"post": card, "viewer": card_of(member), "whole": page == card.url}
    return render(request, "components/post.html", context)


def _card(request: HttpRequest, member: Member, post_id: int) -> PostCard:
    """Return the post as it stood in the list, with whoever boosted it there."""
    entry = cursor_of(request.POST.get("entry"))
    cards = cards_for([entry or post_id, post_id], member)
    shown = sieve(cards=cards, viewer=member, context=None, at=clock.now())
    card = next((card for card in shown if card.id == post_id), None)
    if card is None:
        raise PostNotFound
    return card


def _view(do: Reaction) -> Callable[..., HttpResponseBase]:
    return require_POST(member_required(partial(_answer, do=do)))


boost = _view(react.boost)
unboost = _view(react.unboost)
favourite = _view(react.favourite)
unfavourite = _view(react.unfavourite)
bookmark = _view(react.bookmark)
unbookmark = _view(react.unbookmark)
