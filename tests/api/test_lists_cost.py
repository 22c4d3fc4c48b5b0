"""Lists around a post and a person, and those for who runs a square, cost the same however long."""

import pytest

from api_client import app_of
from commons.skeleton import skeleton
from squares.members.models import Member
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import boost, favourite
from squares.relationships.models import Follow
from talk_cast import NOON, say
from tenants.context import inside


def _crowd(count: int, start: int) -> list[Member]:
    names = [f"crowd{n}" for n in range(start, start + count)]
    return [
        Member.objects.create(
            handle=n, handle_key=n, skeleton=f"{skeleton(n)}{n}", name=n, joined_at=NOON
        )
        for n in names
    ]


@pytest.fixture
def grow(cast):
    """Return what adds to each list of a post by Ada, and the post."""
    with inside(cast.agora):
        post = say(cast.ada, "Something to talk about. #plaza")
    grown = [0]

    def more(count: int = 8) -> None:
        with inside(cast.agora):
            for member in _crowd(count, grown[0]):
                favourite(by=member, post_id=post.pk, at=NOON)
                boost(by=member, post_id=post.pk, at=NOON)
                publish_post(by=member, draft=Draft(text="Indeed.", quotes=post.pk), at=NOON)
                say(member, f"About #tag{member.handle} and #plaza")
                Follow.objects.create(source=member, target=cast.ada, at=NOON)
                Follow.objects.create(source=cast.ada, target=member, at=NOON)
                change = Change(text=f"Something else {member.handle}. #plaza")
                edit_post(by=cast.ada, post_id=post.pk, change=change, at=NOON)
            grown[0] += count

    more(1)
    return more, post


@pytest.mark.parametrize("kind", ["history", "reblogged_by", "favourited_by", "quotes"])
def test_around_a_post(cast, cleo, grow, costs_the_same, kind) -> None:
    more, post = grow
    costs_the_same(lambda: _ask(cleo, f"/api/v1/statuses/{post.pk}/{kind}"), more=more)


@pytest.mark.parametrize("kind", ["followers", "following"])
def test_around_a_person(cast, cleo, grow, costs_the_same, kind) -> None:
    costs_the_same(lambda: _ask(cleo, f"/api/v1/accounts/{cast.ada.pk}/{kind}"), more=grow[0])


@pytest.mark.parametrize("path", ["trends/tags", "trends/statuses", "tags"])
def test_for_who_runs_a_square(cast, grow, costs_the_same, path) -> None:
    ada = app_of(cast.agora, cast.ada)
    costs_the_same(lambda: _ask(ada, f"/api/v1/admin/{path}"), more=grow[0])


def _ask(app, path: str) -> None:
    answer = app.get(path)
    assert answer.status_code == 200, answer.content
