"""Polls by an app: read, voted in, in Mastodon's words."""

from datetime import timedelta

import pytest

from api_client import app_of
from commons import clock
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.models.poll import Poll
from squares.posts.models.post import Visibility
from squares.posts.polling import PollDraft
from talk_cast import say
from tenants.context import inside


@pytest.fixture
def ask(cast):
    def make(**more):
        poll = PollDraft(
            options=("Tea", "Coffee", "Water"),
            seconds=3600,
            multiple=more.pop("multiple", False),
            hides_totals=more.pop("hides_totals", False),
        )
        with inside(cast.agora):
            draft = Draft(text="What?", poll=poll, **more)
            return publish_post(by=cast.ada, draft=draft, at=clock.now())

    return make


def test_a_poll_with_every_field(cleo, nobody, cast, ask) -> None:
    post = ask(multiple=True)
    path = f"/api/v1/polls/{post.pk}"
    with inside(cast.agora):
        ends = Poll.objects.get().ends_at
    fresh = {
        "id": str(post.pk),
        "expires_at": f"{ends:%Y-%m-%dT%H:%M:%S}.{ends:%f}"[:23] + "Z",
        "expired": False,
        "multiple": True,
        "votes_count": 0,
        "voters_count": 0,
        "options": [{"title": t, "votes_count": 0} for t in ("Tea", "Coffee", "Water")],
        "emojis": [],
        "voted": False,
        "own_votes": [],
    }
    assert nobody.get(path).json() == cleo.get(path).json() == fresh
    voted = cleo.post(f"{path}/votes", {"choices": ["0", 2]}).json()
    assert (voted["votes_count"], voted["voters_count"]) == (2, 1)
    assert (voted["voted"], voted["own_votes"]) == (True, [0, 2])
    assert [o["votes_count"] for o in voted["options"]] == [1, 0, 1]
    assert cleo.get(f"/api/v1/statuses/{post.pk}").json()["poll"] == voted
    assert app_of(cast.agora, cast.ada).get(path).json()["voted"] is True


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"choices": [5]}, "Validation failed: The chosen vote option does not exist"),
        ({"choices": [-1]}, "Validation failed: The chosen vote option does not exist"),
        ({"choices": []}, "Validation failed: The chosen vote option does not exist"),
        ({}, "Validation failed: The chosen vote option does not exist"),
        ({"choices": [0, 2]}, "Validation failed: You have already voted on this poll"),
        ({"choices": ["x"]}, "Validation failed: "),
    ],
)
def test_what_cannot_be_chosen(cleo, ask, sent, words) -> None:
    path = f"/api/v1/polls/{ask().pk}"
    answer = cleo.post(f"{path}/votes", sent)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(words)
    assert cleo.get(path).json()["votes_count"] == 0


def test_once_in_time_and_not_ones_own(cleo, eli, cast, ask) -> None:
    post = ask()
    path = f"/api/v1/polls/{post.pk}/votes"
    assert cleo.form(path, {"choices[]": ["1"]}).status_code == 200
    again = cleo.post(path, {"choices": [0]})
    assert again.json() == {"error": "Validation failed: You have already voted on this poll"}
    own = app_of(cast.agora, cast.ada).post(path, {"choices": [0]})
    assert own.json() == {"error": "Validation failed: You cannot vote in your own polls"}
    with inside(cast.agora):
        Poll.objects.update(ends_at=clock.now() - timedelta(minutes=1))
    late = eli.post(path, {"choices": [0]})
    assert (late.status_code, late.json()) == (
        422,
        {"error": "Validation failed: The poll has already ended"},
    )
    assert eli.get(f"/api/v1/polls/{post.pk}").json()["expired"] is True


def test_hidden_totals(cleo, ask) -> None:
    poll = cleo.get(f"/api/v1/polls/{ask(hides_totals=True).pk}").json()
    assert [o["votes_count"] for o in poll["options"]] == [None, None, None]


def test_what_is_no_poll_or_not_for_me_is_not_there(cleo, dov, nobody, cast, ask) -> None:
    private = ask(visibility=Visibility.FOLLOWERS)
    with inside(cast.agora):
        plain = say(cast.ada)
    for app in (cleo, dov, nobody):
        for post in (private, plain):
            assert app.get(f"/api/v1/polls/{post.pk}").status_code == 404
    assert cleo.post(f"/api/v1/polls/{private.pk}/votes", {"choices": [0]}).status_code == 404
    assert cleo.post(f"/api/v1/polls/{plain.pk}/votes", {"choices": [0]}).status_code == 404
