"""Older pages serve their very caller, for a while, and nothing that was taken away since."""

import pytest
from django.test import RequestFactory

from api_client import app_of
from commons.redis_line import line as redis_line
from squares.charter.models import Rule
from squares.clients.actions import revoke_all
from squares.moderation.actions.measure import take_measure
from squares.moderation.actions.report import open_case
from squares.moderation.models.measure import Measure
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.react import boost, favourite, unboost
from squares.relationships.actions.apart import block, mute
from squares.relationships.actions.follow import unfollow
from talk_cast import NOON, follow, say
from tenants.context import inside
from townsquares.admission.older import Older
from townsquares.admission.takings import take_away

HOME = "/api/v1/timelines/home"


class Clock:
    """A clock that stands still until it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def older(cast, clock):
    """A page of a member's home, kept."""
    pages, schema = Older(clock=clock), cast.agora.schema_name
    page = ("200 OK", [("X-Request-Id", "1"), ("Content-Type", "application/json")], b"[]")
    pages.keep(_home("a"), schema, pages.mark(schema), page)
    return pages


def _home(token: str, host: str = "agora.localhost") -> dict:
    bearer = f"Bearer {token}"
    return RequestFactory().get(HOME, HTTP_HOST=host, HTTP_AUTHORIZATION=bearer).environ


def test_an_older_page_is_given_to_the_same_caller_only(older) -> None:
    found = older.find(_home("a"))
    assert found is not None
    assert (found.body, found.headers) == (b"[]", [("Content-Type", "application/json")])
    assert older.find(_home("b")) is None
    assert older.find(_home("a", host="forum.localhost")) is None


def test_an_older_page_is_not_given_for_long(older, clock) -> None:
    clock.now = 61.0
    assert older.find(_home("a")) is None
    assert older._bytes == {"": 0}


def test_losing_redis_serves_nothing(older) -> None:
    redis_line().flushdb()
    assert older.find(_home("a")) is None


def test_nothing_that_was_taken_away_is_shown(older, cast) -> None:
    take_away(cast.forum.schema_name)
    assert older.find(_home("a")) is not None
    take_away(cast.agora.schema_name)
    assert older.find(_home("a")) is None


def test_older_pages_are_bounded(cast, clock) -> None:
    pages, schema = Older(clock=clock), cast.agora.schema_name
    mark = pages.mark(schema)
    for number in range(20):
        pages.keep(_home(str(number)), schema, mark, ("200 OK", [], b"x" * 400_000))
    assert pages._bytes[schema] <= 4_000_000
    assert pages.find(_home("19")) is not None
    assert pages.find(_home("0")) is None
    pages.keep(_home("b"), schema, mark, ("200 OK", [("Set-Cookie", "a=b")], b"x"))
    pages.keep(_home("c"), schema, mark, ("404 Not Found", [], b"x"))
    assert pages.find(_home("b")) is pages.find(_home("c")) is None


DEEDS = {
    "delete": lambda cast, post: delete_post(by=cast.cleo, post_id=post.pk, at=NOON),
    "edit": lambda cast, post: edit_post(
        by=cast.cleo, post_id=post.pk, change=Change(text="Never mind."), at=NOON
    ),
    "unboost": lambda cast, post: unboost(by=cast.eli, post_id=post.pk, at=NOON),
    "block": lambda cast, _post: block(by=cast.eli, target=cast.cleo, at=NOON),
    "mute": lambda cast, _post: mute(by=cast.eli, target=cast.cleo, at=NOON),
    "unfollow": lambda cast, _post: unfollow(by=cast.eli, target=cast.cleo, at=NOON),
    "hide": lambda cast, post: _measure(cast, post, Measure.Kind.HIDE_POST),
    "silence": lambda cast, post: _measure(cast, post, Measure.Kind.SILENCE_MEMBER),
    "suspend": lambda cast, post: _measure(cast, post, Measure.Kind.SUSPEND_MEMBER),
    "revoke": lambda cast, _post: revoke_all(member_id=cast.eli.pk),
}


def _measure(cast, post, kind) -> None:
    case = open_case(by=cast.ben, member=cast.cleo, post=post, at=NOON)
    take_measure(
        by=cast.ben,
        case_id=case.pk,
        kind=kind,
        rule_id=Rule.objects.earliest("pk").pk,
        facts="It calls a neighbour an idiot who should be run out of town.",
        at=NOON,
    )


@pytest.fixture
def passed_on(cast):
    """A post by Cleo, whom Eli follows and passed on, by an app."""
    app_of(cast.agora, cast.eli)
    with inside(cast.agora):
        post = say(cast.cleo)
        follow(cast.eli, cast.cleo)
        boost(by=cast.eli, post_id=post.pk, at=NOON)
    return post


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_that_takes_away_is_heeded(passed_on, older, cast, deed, settled) -> None:
    with inside(cast.agora):
        with settled():
            DEEDS[deed](cast, passed_on)
        assert older.find(_home("a")) is None


def test_what_takes_nothing_away_leaves_older_pages(passed_on, older, cast, settled) -> None:
    with inside(cast.agora):
        with settled():
            favourite(by=cast.eli, post_id=passed_on.pk, at=NOON)
        assert older.find(_home("a")) is not None
