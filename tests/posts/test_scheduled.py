"""Posts for later: planned, moved, dropped, and published exactly once."""

from datetime import datetime, timedelta

import pytest

from commons.models import OutboxEntry
from squares.clients.models import Application
from squares.media.actions import delete_unattached, upload
from squares.media.errors import MediaNotFound
from squares.media.models import MediaAttachment
from squares.members.errors import MemberSuspended
from squares.posts.actions import scheduled
from squares.posts.actions.depart import clear_departed
from squares.posts.actions.publish import Draft
from squares.posts.actions.scheduled import (
    cancel_scheduled,
    draft_of,
    publish_scheduled,
    reschedule,
    schedule_post,
)
from squares.posts.errors import (
    PostEmpty,
    PostTooLong,
    ScheduledNotFound,
    ScheduleTooFar,
    ScheduleTooSoon,
    TooManyScheduled,
)
from squares.posts.models.poll import Poll
from squares.posts.models.post import Attachment, Post, QuotePolicy, ReplyControl, Visibility
from squares.posts.models.scheduled import ScheduledPost
from squares.posts.polling import PollDraft
from squares.posts.queries import due_posts, find_scheduled, next_due, scheduled_of
from squares.posts.tasks import do_planned
from talk_cast import NOON, picture, say, state
from tenants.context import outside, the_square
from tenants.models.square import Square
from tenants.planned import claim_due

pytestmark = pytest.mark.usefixtures("in_agora")
LATER = NOON + timedelta(hours=1)


def plan(by, text: str = "Good evening.", due: datetime = LATER, **draft: object) -> ScheduledPost:
    return schedule_post(by=by, draft=Draft(text=text, **draft), due=due, at=NOON)


def due_at(square: Square) -> datetime | None:
    with outside():
        return Square.objects.get(pk=square.pk).due_at


def test_a_plan_keeps_every_word_and_publishes_nothing(cast) -> None:
    first = say(cast.ada)
    draft = Draft(
        text="Later @Ben",
        warning="Late",
        sensitive=True,
        language="de",
        visibility=Visibility.UNLISTED,
        reply_control=ReplyControl.FOLLOWERS,
        in_reply_to=first.pk,
        poll=PollDraft(options=("a", "b"), seconds=600, multiple=True),
        quotes=first.pk,
        quote_policy=QuotePolicy.NOBODY,
    )
    row = schedule_post(by=cast.cleo, draft=draft, due=LATER, at=NOON)
    row.refresh_from_db()
    assert draft_of(row) == draft
    assert Post.objects.count() == 1
    assert list(scheduled_of(cast.cleo)) == [row]
    assert list(scheduled_of(cast.ada)) == []
    post = publish_scheduled(scheduled_id=row.pk, at=LATER)
    assert (post.visibility, post.reply_control, post.quote_of_id) == (
        "unlisted",
        "followers",
        first.pk,
    )
    assert Poll.objects.get(post=post).ends_at == LATER + timedelta(minutes=10)
    assert post.published_at == LATER
    assert not ScheduledPost.objects.exists()


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (timedelta(minutes=4, seconds=59), ScheduleTooSoon),
        (timedelta(days=-1), ScheduleTooSoon),
        (timedelta(days=3650), ScheduleTooFar),
    ],
)
def test_the_moment_is_neither_near_nor_far(cast, ahead, refusal) -> None:
    with pytest.raises(refusal):
        plan(cast.cleo, due=NOON + ahead)
    row = plan(cast.cleo, due=NOON + timedelta(minutes=5))
    with pytest.raises(refusal):
        reschedule(by=cast.cleo, scheduled_id=row.pk, due=NOON + ahead, at=NOON)


def test_what_could_not_be_published_now_is_not_kept(cast) -> None:
    for text, refusal in (("", PostEmpty), ("x" * 1001, PostTooLong)):
        with pytest.raises(refusal):
            plan(cast.cleo, text)
    state(cast.cleo, "suspended")
    with pytest.raises(MemberSuspended):
        plan(cast.cleo)
    assert not ScheduledPost.objects.exists()


def test_so_many_a_day_and_so_many_in_all(cast, monkeypatch) -> None:
    monkeypatch.setattr(scheduled, "DAILY_LIMIT", 2)
    monkeypatch.setattr(scheduled, "TOTAL_LIMIT", 3)
    day = timedelta(days=1)
    plan(cast.cleo)
    plan(cast.cleo)
    with pytest.raises(TooManyScheduled):
        plan(cast.cleo)
    other = plan(cast.cleo, due=LATER + day)
    with pytest.raises(TooManyScheduled):
        plan(cast.cleo, due=LATER + 2 * day)
    with pytest.raises(TooManyScheduled):
        reschedule(by=cast.cleo, scheduled_id=other.pk, due=LATER, at=NOON)
    reschedule(by=cast.cleo, scheduled_id=other.pk, due=LATER + 3 * day, at=NOON)
    plan(cast.eli)


def test_files_are_claimed_when_it_is_planned(cast) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    row = plan(cast.cleo, media_ids=(media.pk,))
    with pytest.raises(MediaNotFound):
        say(cast.cleo, media_ids=(media.pk,))
    delete_unattached(at=NOON + timedelta(days=3))
    post = publish_scheduled(scheduled_id=row.pk, at=LATER)
    assert Attachment.objects.get(post=post).media_id == media.pk
    delete_unattached(at=NOON + timedelta(days=30))
    assert MediaAttachment.objects.filter(pk=media.pk).exists()


def test_a_dropped_plan_lets_its_files_go(cast) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    row = plan(cast.cleo, media_ids=(media.pk,))
    cancel_scheduled(by=cast.cleo, scheduled_id=row.pk, at=NOON)
    assert not ScheduledPost.objects.exists()
    assert say(cast.cleo, media_ids=(media.pk,))


def test_other_peoples_plans_are_not_there(cast) -> None:
    row = plan(cast.cleo)
    for wrong in (row.pk, 1, 0, -1, 2**70):
        with pytest.raises(ScheduledNotFound):
            find_scheduled(by=cast.ada, scheduled_id=wrong)
    with pytest.raises(ScheduledNotFound):
        cancel_scheduled(by=cast.ada, scheduled_id=row.pk, at=NOON)
    with pytest.raises(ScheduledNotFound):
        reschedule(by=cast.ada, scheduled_id=row.pk, due=LATER, at=NOON)
    assert find_scheduled(by=cast.cleo, scheduled_id=row.pk) == row


def test_it_is_published_once_and_not_early(cast) -> None:
    row = plan(cast.cleo)
    assert publish_scheduled(scheduled_id=row.pk, at=LATER - timedelta(seconds=1)) is None
    assert publish_scheduled(scheduled_id=row.pk, at=LATER) is not None
    assert publish_scheduled(scheduled_id=row.pk, at=LATER) is None
    assert Post.objects.count() == 1


def test_what_is_refused_in_time_stays_as_a_draft_and_its_author_is_told(cast) -> None:
    first = say(cast.ada)
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    row = plan(cast.cleo, in_reply_to=first.pk, media_ids=(media.pk,))
    Post.objects.filter(pk=first.pk).update(reply_control="nobody")
    assert publish_scheduled(scheduled_id=row.pk, at=LATER) is None
    row.refresh_from_db()
    media.refresh_from_db()
    assert row.refused == "The author takes no replies to this post."
    assert media.attached_at is not None
    assert due_posts(at=LATER) == []
    told = OutboxEntry.objects.get(kind="squares.posts.events.ScheduledPostRefused").payload
    assert told == {"scheduled_id": row.pk, "author_id": cast.cleo.pk}
    Post.objects.filter(pk=first.pk).update(reply_control="everyone")
    again = LATER + timedelta(hours=1)
    reschedule(by=cast.cleo, scheduled_id=row.pk, due=again, at=LATER)
    assert publish_scheduled(scheduled_id=row.pk, at=again).in_reply_to_id == first.pk


def test_a_square_that_takes_no_writing_waits(cast) -> None:
    row = plan(cast.cleo)
    the_square().state = Square.State.READ_ONLY
    assert publish_scheduled(scheduled_id=row.pk, at=LATER) is None
    the_square().state = Square.State.OPEN
    assert publish_scheduled(scheduled_id=row.pk, at=LATER) is not None


def test_an_app_that_was_removed_does_not_stop_a_post(cast) -> None:
    app = Application.objects.create(key="k", secret_hash="s", name="App", registered_at=NOON)
    row = plan(cast.cleo, application_id=app.pk)
    app.delete()
    assert publish_scheduled(scheduled_id=row.pk, at=LATER).application_id is None


def test_who_left_has_no_plans(cast) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    plan(cast.cleo, media_ids=(media.pk,))
    plan(cast.eli)
    state(cast.cleo, "gone")
    clear_departed(member_id=cast.cleo.pk, at=NOON)
    assert ScheduledPost.objects.get().author_id == cast.eli.pk
    assert not MediaAttachment.objects.filter(pk=media.pk).exists()


def test_the_square_knows_when_something_is_due(cast, settled) -> None:
    soon, late = LATER + timedelta(days=700), LATER + timedelta(days=701)
    with settled():
        plan(cast.cleo, due=soon)
    assert due_at(cast.agora) == soon
    with settled():
        plan(cast.cleo, due=late)
    assert due_at(cast.agora) == soon
    with settled():
        post = say(cast.ada, "?", poll=PollDraft(options=("a", "b"), seconds=300))
    assert due_at(cast.agora) == post.published_at + timedelta(minutes=5)
    assert due_at(cast.forum) is None


def test_what_is_due_is_done_and_the_rest_is_planned(cast, settled) -> None:
    poll = say(cast.ada, "?", poll=PollDraft(options=("a", "b"), seconds=300))
    row = plan(cast.cleo)
    far = plan(cast.cleo, due=datetime.fromisoformat("2027-06-01T12:00Z"))
    ScheduledPost.objects.filter(pk=far.pk).update(due_at="2100-01-01T00:00Z")
    with settled():
        do_planned()
    assert not ScheduledPost.objects.filter(pk=row.pk).exists()
    assert Poll.objects.get(post=poll).closed_at is not None
    assert due_at(cast.agora) == datetime.fromisoformat("2100-01-01T00:00Z") == next_due()


def test_nothing_left_is_nothing_planned(cast, settled) -> None:
    with settled():
        plan(cast.cleo)
    with settled():
        do_planned()
    assert due_at(cast.agora) is None


def test_one_that_fails_does_not_stop_the_others(cast, settled, monkeypatch, caplog) -> None:
    bad, good = plan(cast.cleo, due=LATER), plan(cast.eli, due=LATER + timedelta(minutes=1))
    ScheduledPost.objects.filter(pk=bad.pk).update(draft={"nothing": "known"})
    do_planned()
    assert not ScheduledPost.objects.filter(pk=good.pk).exists()
    assert ScheduledPost.objects.filter(pk=bad.pk).exists()
    assert "could not be published" in caplog.text


def test_due_squares_are_found_in_one_look_and_each_once(cast, settled, forum) -> None:
    with settled():
        plan(cast.cleo)
    with outside():
        assert claim_due(at=LATER - timedelta(seconds=1)) == []
        assert claim_due(at=LATER) == [cast.agora.pk]
        assert claim_due(at=LATER) == []
        assert claim_due(at=LATER + timedelta(minutes=6)) == [cast.agora.pk]
        Square.objects.filter(pk=cast.agora.pk).update(due_at=LATER, state="suspended")
        assert claim_due(at=LATER) == []
