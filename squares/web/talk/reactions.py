"""What readers do with posts: each answers htmx with the post, others with a way back."""

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
from squares.posts.actions import pins, polls, quotes, react, threads
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound
from squares.posts.queries import find_post
from squares.timelines.sieving import sieve
from squares.web.guards import member_of, member_required, page_named
from squares.web.talk.forms import numbers
from squares.web.talk.pages import back_to


class Reaction(Protocol):
    """One of the actions of posts.actions.react."""

    def __call__(self, *, by: Member, post_id: int, at: datetime) -> object:
        """Do it."""


def _answer(request: HttpRequest, handle: str, post_id: int, *, do: Reaction) -> HttpResponse:
    do(by=member_of(request), post_id=post_id, at=clock.now())
    return back_with(request, post_id)


@require_POST
@member_required
def vote(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Vote in a post's poll; what cannot be chosen is refused."""
    choices = numbers(request.POST.getlist("choices"), most=10)
    polls.vote(by=member_of(request), post_id=post_id, choices=choices, at=clock.now())
    return back_with(request, post_id)


@require_POST
@member_required
def revoke_quote(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Take one's own post out of a quote of it."""
    member = member_of(request)
    quote = find_post(viewer=member, post_id=post_id)
    quotes.revoke_quote(
        by=member, post_id=quote.quote_of_id or 0, quote_id=quote.pk, at=clock.now()
    )
    return back_with(request, post_id)


def back_with(request: HttpRequest, post_id: int) -> HttpResponse:
    """Answer htmx with the post as it is now, others with the way back to it."""
    member = member_of(request)
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
pin = _view(pins.pin)
unpin = _view(pins.unpin)
mute = _view(threads.mute_thread)
unmute = _view(threads.unmute_thread)
