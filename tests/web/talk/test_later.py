"""Planned posts on pages: written, seen, moved, opened again, dropped."""

from datetime import UTC, datetime

import pytest

from commons import clock
from squares.media.actions import upload
from squares.media.models import MediaAttachment
from squares.posts.actions.publish import Draft
from squares.posts.actions.scheduled import schedule_post
from squares.posts.models.post import Post, Visibility
from squares.posts.models.scheduled import ScheduledPost
from squares.posts.polling import PollDraft
from talk_cast import picture, say
from tenants.context import inside
from tenants.models.square import Square

WINTER = datetime(2028, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def plan(cast):
    def make(by, text="Later", **draft):
        with inside(cast.agora):
            return schedule_post(by=by, draft=Draft(text=text, **draft), due=WINTER, at=clock.now())

    return make


def test_a_post_for_later_by_the_squares_clock(cast, browser_of) -> None:
    Square.objects.filter(pk=cast.agora.pk).update(time_zone="Europe/Berlin")
    client = browser_of(cast.agora, cast.cleo)
    answer = client.post("/posts", {"text": "Later", "publish_at": "2028-01-02T13:00"})
    assert answer.headers["Location"] == "/scheduled"
    assert answer.cookies["draft_done"].value == "new"
    with inside(cast.agora):
        assert ScheduledPost.objects.get().due_at == WINTER
        assert not Post.objects.exists()
    page = client.get("/scheduled").content.decode()
    assert "Later" in page
    assert 'value="2028-01-02T13:00"' in page
    assert "Europe/Berlin" in page


@pytest.mark.parametrize("moment", ["2020-01-01T10:00", "never"])
def test_a_moment_that_cannot_be_comes_back_with_the_words(cast, browser_of, moment) -> None:
    answer = browser_of(cast.agora, cast.cleo).post(
        "/posts", {"text": "Keep me", "publish_at": moment}
    )
    assert answer.status_code == 422
    assert "Keep me" in answer.content.decode()
    with inside(cast.agora):
        assert not ScheduledPost.objects.exists()
        assert not Post.objects.exists()


def test_moving(cast, browser_of, plan) -> None:
    row = plan(cast.cleo)
    path = f"/scheduled/{row.pk}/move"
    client = browser_of(cast.agora, cast.cleo)
    name = f"{row.pk}-publish_at"
    assert client.post(path, {name: "2028-02-03T09:00"}).headers["Location"] == "/scheduled"
    with inside(cast.agora):
        row.refresh_from_db()
    assert (row.due_at.month, row.due_at.day) == (2, 3)
    for wrong in ("2020-01-01T10:00", "", "x"):
        assert client.post(path, {name: wrong}).status_code == 422
    assert "at least 5 minutes" in client.post(path, {name: "2020-01-01T10:00"}).content.decode()


def test_what_was_refused_says_why_and_is_planned_again(cast, browser_of, plan) -> None:
    row = plan(cast.cleo)
    with inside(cast.agora):
        ScheduledPost.objects.filter(pk=row.pk).update(refused="The parent is gone.")
    client = browser_of(cast.agora, cast.cleo)
    page = client.get("/scheduled").content.decode()
    assert "Not published" in page
    assert "The parent is gone." in page
    client.post(f"/scheduled/{row.pk}/move", {f"{row.pk}-publish_at": "2028-02-03T09:00"})
    with inside(cast.agora):
        row.refresh_from_db()
    assert row.refused == ""


def test_opening_again_keeps_everything(cast, browser_of, plan) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now())
        first = say(cast.ada, "To be answered")
    poll = PollDraft(options=("Tea", "Coffee"), seconds=3600, multiple=True)
    asking = plan(cast.cleo, "Which?", poll=poll, visibility=Visibility.UNLISTED, warning="Hot")
    showing = plan(cast.cleo, "Look", media_ids=(media.pk,), in_reply_to=first.pk)
    client = browser_of(cast.agora, cast.cleo)
    page = client.post(f"/scheduled/{asking.pk}/reopen").content.decode()
    for words in ("Which?", 'value="Coffee"', 'value="Hot"', "2028-01-02T12:00"):
        assert words in page
    assert '<option value="unlisted" selected>' in page
    page = client.post(f"/scheduled/{showing.pk}/reopen").content.decode()
    assert f'name="media" value="{media.pk}"' in page
    assert "To be answered" in page
    with inside(cast.agora):
        assert not ScheduledPost.objects.exists()
    client.post("/posts", {"text": "Look", "media": [media.pk], "in_reply_to": first.pk})
    with inside(cast.agora):
        media.refresh_from_db()
        assert media.attached_at is not None


def test_dropping_asks_once(cast, browser_of, plan) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now())
    row = plan(cast.cleo, media_ids=(media.pk,))
    client = browser_of(cast.agora, cast.cleo)
    path = f"/scheduled/{row.pk}/drop"
    assert "Drop this planned post?" in client.get(path).content.decode()
    assert client.post(path).headers["Location"] == "/scheduled"
    assert client.post(path).status_code == 404
    with inside(cast.agora):
        assert MediaAttachment.objects.get().attached_at is None


@pytest.mark.parametrize("what", ["move", "reopen", "drop"])
def test_other_peoples_plans_are_not_there(cast, browser_of, plan, what) -> None:
    path = f"/scheduled/{plan(cast.cleo).pk}/{what}"
    assert browser_of(cast.agora, cast.eli).post(path).status_code == 404
    assert browser_of(cast.forum, cast.dov).post(path).status_code == 404
    assert browser_of(cast.agora).post(path).status_code == 302
    with inside(cast.agora):
        assert ScheduledPost.objects.exists()


def test_the_page_costs_the_same(cast, browser_of, plan, costs_the_same) -> None:
    client = browser_of(cast.agora, cast.cleo)
    assert "Nothing planned" in client.get("/scheduled").content.decode()

    def more(count: int = 15) -> None:
        for _ in range(count):
            with inside(cast.agora):
                media = upload(by=cast.cleo, file=picture(), at=clock.now())
            plan(cast.cleo, media_ids=(media.pk,))

    more(1)
    costs_the_same(lambda: client.get("/scheduled"), more=more)
