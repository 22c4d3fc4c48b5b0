"""Polls on pages: asked, voted in and changed without a script."""

import pytest

from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import Post, Visibility
from squares.posts.polling import PollDraft
from talk_cast import NOON, say
from tenants.context import inside


@pytest.fixture
def asked(cast):
    def make(**more):
        poll = PollDraft(
            options=("Tea", "Coffee"), seconds=2_000_000, multiple=more.pop("multiple", False)
        )
        with inside(cast.agora):
            post = say(cast.ada, "What?", poll=poll, **more)
            Poll.objects.update(ends_at=NOON.replace(year=2100))
        return post

    return make


def test_a_question_is_asked(cast, browser_of) -> None:
    fields = {
        "text": "What?",
        "answer_1": "Tea",
        "answer_3": "Coffee",
        "poll_lasts": "3600",
        "poll_multiple": "on",
        "poll_hides": "on",
    }
    client = browser_of(cast.agora, cast.cleo)
    assert client.post("/posts", fields).status_code == 302
    with inside(cast.agora):
        poll = Poll.objects.select_related("post").get()
        length = poll.ends_at - poll.post.published_at
        assert (poll.options, poll.multiple, poll.hides_totals) == (["Tea", "Coffee"], True, True)
    assert length.total_seconds() == 3600
    fields.pop("poll_lasts")
    client.post("/posts", fields)
    with inside(cast.agora):
        poll = Poll.objects.select_related("post").order_by("-pk").first()
        assert (poll.ends_at - poll.post.published_at).total_seconds() == 86_400


def test_what_is_refused_keeps_the_answers(cast, browser_of) -> None:
    answer = browser_of(cast.agora, cast.cleo).post("/posts", {"text": "?", "answer_2": "Tea"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "at least 2 answers" in page
    assert 'value="Tea"' in page
    assert 'id="compose-poll" aria-label="Ask a question" checked' in page
    with inside(cast.agora):
        assert not Post.objects.exists()


def test_a_choice_that_is_no_number_is_none(cast, browser_of, asked) -> None:
    client = browser_of(cast.agora, cast.cleo)
    for choice in ("9" * 5000, "\u0661", "x"):
        answer = client.post(f"/@Ada/{asked().pk}/vote", {"choices": choice})
        assert answer.status_code == 422


def test_voting_and_what_is_shown(cast, browser_of, asked) -> None:
    post = asked()
    page = f"/@Ada/{post.pk}"
    client = browser_of(cast.agora, cast.cleo)
    assert 'type="radio" name="choices" value="1"' in client.get(page).content.decode()
    answer = client.post(f"{page}/vote", {"choices": "1"}, headers={"referer": ""})
    assert answer.headers["Location"] == f"{page}#post-{post.pk}"
    shown = client.get(page).content.decode()
    assert "100 percent, 1 vote" in shown
    assert "1 person voted" in shown
    assert 'name="choices"' not in shown
    visitor = browser_of(cast.agora).get(page).content.decode()
    assert "100 percent, 1 vote" in visitor
    assert 'name="choices"' not in visitor
    with inside(cast.agora):
        assert Vote.objects.get().choices == [1]


def test_htmx_hears_the_post(cast, browser_of, asked) -> None:
    post = asked(multiple=True)
    answer = browser_of(cast.agora, cast.cleo).post(
        f"/@Ada/{post.pk}/vote", {"choices": ["0", "1"]}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert page.lstrip().startswith("<article")
    assert page.count("your vote") == 2


def test_votes_that_are_refused(cast, browser_of, asked) -> None:
    post, private = asked(), asked(visibility=Visibility.FOLLOWERS)
    path = f"/@Ada/{post.pk}/vote"
    client = browser_of(cast.agora, cast.cleo)
    assert client.post(path, {"choices": "7"}).status_code == 422
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"choices": "x"}).status_code == 422
    assert client.post(path, {"choices": "0"}).status_code == 302
    assert client.post(path, {"choices": "0"}).status_code == 422
    assert client.get(path).status_code == 405
    assert client.post(f"/@Ada/{private.pk}/vote", {"choices": "0"}).status_code == 404
    assert browser_of(cast.agora).post(path, {"choices": "0"}).status_code == 302
    assert browser_of(cast.forum, cast.dov).post(path, {"choices": "0"}).status_code == 404
    assert browser_of(cast.agora, cast.ada).post(path, {"choices": "0"}).status_code == 422
    with inside(cast.agora):
        assert Vote.objects.count() == 1


def test_a_poll_is_changed_on_the_edit_page(cast, browser_of, asked) -> None:
    post = asked()
    page = f"/@Ada/{post.pk}/edit"
    client = browser_of(cast.agora, cast.ada)
    assert 'name="answer_2" value="Coffee"' in client.get(page).content.decode()
    same = {"text": "What now?", "answer_1": "Tea", "answer_2": "Coffee"}
    client.post(page, same)
    with inside(cast.agora):
        poll = Poll.objects.get()
        assert (poll.options, poll.ends_at.year) == (["Tea", "Coffee"], 2100)
    client.post(page, {**same, "answer_2": "Water", "poll_lasts": "3600"})
    with inside(cast.agora):
        assert Poll.objects.get().options == ["Tea", "Water"]
    client.post(page, {"text": "Never mind."})
    with inside(cast.agora):
        assert not Poll.objects.exists()
