"""A card that is known, and its JSON, are given again only where nothing changed, for anybody."""

import msgspec
import pytest
from django.db import transaction

from commons import recent
from squares.api.entities.account import accounts_of_cards
from squares.api.entities.reader import Reader
from squares.api.entities.status import status_of, statuses_of
from squares.media.actions import describe, release, upload, withhold
from squares.members.actions.profile import change_profile
from squares.members.actions.standing import leave
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.pins import pin
from squares.posts.actions.polls import vote
from squares.posts.actions.react import bookmark, boost, favourite, unboost
from squares.posts.actions.threads import mute_thread
from squares.posts.cards.reading import card_for, cards_by, known_cards_by
from squares.posts.cards.rows import THESE
from squares.posts.models.post import Post
from squares.posts.polling import PollDraft
from squares.relationships.models import Block, Follow, Mute
from talk_cast import NOON, block, follow, mute, picture, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


@pytest.fixture
def posts(cast):
    """Return posts with everything that may hang on one."""
    media = upload(by=cast.ada, file=picture(), at=NOON)
    poll = PollDraft(options=("Tea", "Coffee"), seconds=3600)
    first = say(cast.ada, "@Ben look #bread", media_ids=(media.pk,))
    found = {
        "first": first,
        "answer": say(cast.ben, "Good.", in_reply_to=first.pk),
        "poll": say(cast.ada, "Which?", poll=poll),
        "quote": say(cast.ben, "This:", quotes=first.pk),
        "followers": say(cast.ada, "For few.", visibility="followers"),
    }
    found["boost"] = boost(by=cast.cleo, post_id=first.pk, at=NOON)
    return found


def _change(cast, posts, what: str) -> None:
    first = posts["first"]
    deeds = {
        "favourite": lambda: favourite(by=cast.cleo, post_id=first.pk, at=NOON),
        "another's favourite": lambda: favourite(by=cast.ben, post_id=first.pk, at=NOON),
        "boost": lambda: boost(by=cast.ben, post_id=first.pk, at=NOON),
        "bookmark": lambda: bookmark(by=cast.cleo, post_id=first.pk, at=NOON),
        "mute thread": lambda: mute_thread(by=cast.cleo, post_id=first.pk, at=NOON),
        "edit": lambda: edit_post(
            by=cast.ada, post_id=first.pk, change=Change(text="Other #words"), at=NOON
        ),
        "answer": lambda: say(cast.cleo, "And I.", in_reply_to=first.pk),
        "hide": lambda: hide_post(post=Post.objects.get(pk=first.pk), at=NOON),
        "delete": lambda: delete_post(by=cast.ada, post_id=first.pk, at=NOON),
        "unboost": lambda: unboost(by=cast.cleo, post_id=first.pk, at=NOON),
        "pin": lambda: pin(by=cast.ada, post_id=first.pk, at=NOON),
        "follow": lambda: follow(cast.cleo, cast.ada),
        "unfollow": lambda: Follow.objects.all().delete(),
        "block": lambda: block(cast.cleo, cast.ada),
        "blocked by": lambda: block(cast.ada, cast.cleo),
        "block of who boosts": lambda: block(cast.ben, cast.cleo),
        "unblock": lambda: Block.objects.all().delete(),
        "mute": lambda: mute(cast.cleo, cast.ada),
        "unmute": lambda: Mute.objects.all().delete(),
        "name": lambda: change_profile(by=cast.ada, at=NOON, name="Ada of the bakery"),
        "suspend": lambda: state(cast.ada, "suspended"),
        "silence": lambda: state(cast.ada, "silenced"),
        "suspend who is named": lambda: state(cast.ben, "suspended"),
        "leave": lambda: leave(member=cast.ben, at=NOON),
        "describe": lambda: describe(by=cast.ada, media_id=_file(posts), description="A loaf"),
        "withhold": lambda: withhold(media_ids=[_file(posts)], at=NOON),
        "release": lambda: release(media_ids=[_file(posts)]),
        "vote": lambda: vote(by=cast.cleo, post_id=posts["poll"].pk, choices=[1], at=NOON),
    }
    with transaction.atomic():  # a version of its own, as each act has
        deeds[what]()


def _file(posts) -> int:
    return posts["first"].attachments.get().media_id


def _agree(cast, posts) -> None:
    """Assert that everybody is shown from memory what they would be shown without."""
    asked = {"ids": [post.pk for post in posts.values()]}
    viewers = (None, cast.ada, cast.ben, cast.cleo, cast.eli)
    known = [known_cards_by(THESE, asked, viewer=viewer) for viewer in viewers]
    told = [_told(found, viewer) for viewer, found in zip(viewers, known, strict=True)]
    for viewer, found, json in zip(viewers, known, told, strict=True):
        recent.forget_everything()
        fresh = cards_by(THESE, asked, viewer=viewer)
        assert found == fresh
        assert json == _told(fresh, viewer)
        assert {number: card_for(number, viewer) for number in fresh} == fresh
    for viewer in viewers:
        _told(known_cards_by(THESE, asked, viewer=viewer), viewer)


def _told(found, viewer) -> list[bytes]:
    """Return cards as apps read them."""
    cards = [card for card in found.values() if card]
    return [bytes(json) for json in statuses_of(cards, Reader("https://agora.example", viewer))]


@pytest.mark.parametrize(
    "deeds",
    [
        ["favourite"], ["another's favourite"], ["boost"], ["bookmark"], ["mute thread"], ["edit"],
        ["answer"], ["hide"], ["delete"], ["unboost"], ["pin"], ["follow", "unfollow"],
        ["block", "unblock"], ["blocked by"], ["block of who boosts"], ["mute", "unmute"],
        ["name"], ["suspend"], ["silence"], ["suspend who is named"], ["leave"], ["describe"],
        ["withhold", "release"], ["vote"], ["bookmark", "follow", "favourite", "block"],
    ],
    ids=" then ".join,
)  # fmt: skip
def test_what_changed_is_seen_by_everybody(cast, posts, deeds) -> None:
    _agree(cast, posts)
    for deed in deeds:
        _change(cast, posts, deed)
        _agree(cast, posts)


def test_what_is_known_costs_one_statement(cast, posts, django_assert_num_queries) -> None:
    asked = {"ids": [posts[name].pk for name in ("first", "answer", "boost")]}
    for viewer in (cast.ben, cast.eli):
        for _ in range(2):
            found = known_cards_by(THESE, asked, viewer=viewer)
        with django_assert_num_queries(1):
            assert known_cards_by(THESE, asked, viewer=viewer) == found


def test_of_cards_of_two_moments_nobody_gets_an_older_profile(cast, posts) -> None:
    reader = Reader("https://agora.example", cast.ben)
    before = card_for(posts["first"].pk, cast.ben)
    _told({0: before}, cast.ben)
    _change(cast, posts, "name")
    after = card_for(posts["first"].pk, cast.ben)
    for people in ([after.author, before.author], [before.author, after.author]):
        found = accounts_of_cards(people, reader)[cast.ada.pk]
        assert found.display_name == "Ada of the bakery"


def test_a_poll_and_a_quote_are_read_each_time(cast, posts, django_assert_num_queries) -> None:
    asked = {"ids": [posts[name].pk for name in ("poll", "quote")]}
    for _ in range(2):
        with django_assert_num_queries(2):
            known_cards_by(THESE, asked, viewer=cast.eli)


def test_nothing_is_kept_of_what_is_not_settled(cast, posts, django_assert_num_queries) -> None:
    asked = {"ids": [posts["first"].pk]}
    with transaction.atomic():
        known_cards_by(THESE, asked, viewer=cast.eli)
    with django_assert_num_queries(2):
        known_cards_by(THESE, asked, viewer=cast.eli)


def test_what_is_kept_in_pieces_is_given_whole(cast, posts) -> None:
    """Also a boost by the author, in which the profile stands twice."""
    posts["own boost"] = boost(by=cast.ada, post_id=posts["first"].pk, at=NOON)
    asked = {"ids": [post.pk for post in posts.values()]}
    for viewer in (None, cast.ada, cast.eli):
        reader = Reader("https://agora.example", viewer)
        cards = [card for card in known_cards_by(THESE, asked, viewer=viewer).values() if card]
        whole = [msgspec.json.encode(status_of(card, reader)) for card in cards]
        for _ in range(2):
            assert [bytes(json) for json in statuses_of(cards, reader)] == whole
