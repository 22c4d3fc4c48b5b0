"""A poll: asked with a post, voted in once, changed by its author, ended once."""

from datetime import timedelta

import pytest

from commons import clock
from commons.models import OutboxEntry
from squares.media.actions import upload
from squares.posts.actions.delete import erase_words
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.polls import close_poll, vote
from squares.posts.audiences import voters_of
from squares.posts.errors import (
    ChoiceUnknown,
    OwnPoll,
    PollEndsTooLate,
    PollEndsTooSoon,
    PollNotFound,
    PollOptionEmpty,
    PollOptionsAlike,
    PollOptionTooLong,
    PollOver,
    PollWithPictures,
    PostEmpty,
    TooFewOptions,
    TooManyOptions,
    VotedAlready,
)
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import Post, Visibility
from squares.posts.models.revision import Revision
from squares.posts.polling import PollDraft
from squares.posts.queries import due_polls, next_due
from talk_cast import NOON, block, picture, say, state

pytestmark = pytest.mark.usefixtures("in_agora")
HOUR = 3600


def question(*options: str, seconds: int | None = HOUR, **more: bool) -> PollDraft:
    return PollDraft(options=options or ("Tea", "Coffee", "Water"), seconds=seconds, **more)


def ask(by, **more: object) -> Post:
    return say(by, "What shall it be?", poll=question(**more))


def choose(by, post: Post, *choices: int, after: timedelta = timedelta(minutes=1)) -> None:
    vote(by=by, post_id=post.pk, choices=list(choices), at=post.published_at + after)


def tallies(post: Post) -> tuple[list[int], int]:
    poll = Poll.objects.get(pk=post.pk)
    return poll.tallies, poll.voters_count


def test_a_poll_is_asked(cast) -> None:
    post = say(cast.ada, "?", poll=question("  Tea ", "Cof\nfee", multiple=True, hides_totals=True))
    poll = Poll.objects.get(post=post)
    assert (poll.options, poll.tallies, poll.voters_count) == (["Tea", "Cof fee"], [0, 0], 0)
    assert (poll.multiple, poll.hides_totals, poll.closed_at) == (True, True, None)
    assert poll.ends_at == post.published_at + timedelta(hours=1)


@pytest.mark.parametrize(
    ("poll", "refusal"),
    [
        (question("Tea"), TooFewOptions),
        (PollDraft(options=(), seconds=HOUR), TooFewOptions),
        (question(*"abcde"), TooManyOptions),
        (question("Tea", "  "), PollOptionEmpty),
        (question("Tea", "x" * 51), PollOptionTooLong),
        (question("Tea", "tea "), PollOptionsAlike),
        (question(seconds=299), PollEndsTooSoon),
        (question(seconds=None), PollEndsTooSoon),
        (question(seconds=-5), PollEndsTooSoon),
        (question(seconds=2_629_747), PollEndsTooLate),
        (question(seconds=10**30), PollEndsTooLate),
    ],
)
def test_what_is_no_poll_is_refused_and_nothing_is_written(cast, poll, refusal) -> None:
    with pytest.raises(refusal):
        say(cast.ada, "?", poll=poll)
    assert not Post.objects.exists()


def test_a_poll_stands_with_words_and_without_pictures(cast) -> None:
    media = upload(by=cast.ada, file=picture(), at=NOON)
    with pytest.raises(PollWithPictures):
        say(cast.ada, "?", poll=question(), media_ids=(media.pk,))
    with pytest.raises(PostEmpty):
        say(cast.ada, "", poll=question())


def test_one_vote_a_member(cast) -> None:
    post = ask(cast.ada)
    choose(cast.cleo, post, 1)
    choose(cast.ben, post, 2)
    assert tallies(post) == ([0, 1, 1], 2)
    with pytest.raises(VotedAlready):
        choose(cast.cleo, post, 0)
    assert tallies(post) == ([0, 1, 1], 2)
    assert set(voters_of(post.pk)) == {cast.cleo.pk, cast.ben.pk}


def test_several_choices_where_that_is_allowed(cast) -> None:
    post = ask(cast.ada, multiple=True)
    choose(cast.cleo, post, 2, 0, 0)
    choose(cast.ben, post, 2)
    assert tallies(post) == ([1, 0, 2], 2)
    assert Vote.objects.get(member=cast.cleo).choices == [0, 2]


@pytest.mark.parametrize("choices", [(), (3,), (-1,), (0, 99)])
def test_what_cannot_be_chosen_is_refused(cast, choices) -> None:
    post = ask(cast.ada)
    with pytest.raises(ChoiceUnknown):
        choose(cast.cleo, post, *choices)
    assert tallies(post) == ([0, 0, 0], 0)


def test_two_where_one_may_be_chosen_are_one_too_many(cast) -> None:
    post = ask(cast.ada)
    with pytest.raises(VotedAlready):
        choose(cast.cleo, post, 0, 1)
    assert tallies(post) == ([0, 0, 0], 0)


def test_whoever_asks_does_not_answer_and_late_is_late(cast) -> None:
    post = ask(cast.ada)
    with pytest.raises(OwnPoll):
        choose(cast.ada, post, 0)
    with pytest.raises(PollOver):
        choose(cast.cleo, post, 0, after=timedelta(hours=1))


def test_a_poll_that_is_not_for_me_is_not_there(cast) -> None:
    plain, private = say(cast.ada), ask(cast.ada)
    Post.objects.filter(pk=private.pk).update(visibility=Visibility.FOLLOWERS)
    hidden = ask(cast.ada)
    hide_post(post=hidden, at=NOON)
    apart = ask(cast.ada)
    block(cast.ada, cast.eli)
    for who, post in (
        (cast.cleo, plain),
        (cast.cleo, private),
        (cast.ben, hidden),
        (cast.eli, apart),
    ):
        with pytest.raises(PollNotFound):
            choose(who, post, 0)
    with pytest.raises(PollNotFound):
        vote(by=cast.cleo, post_id=2**70, choices=[0], at=NOON)


def test_changed_answers_clear_the_votes_and_are_kept(cast) -> None:
    post = ask(cast.ada)
    choose(cast.cleo, post, 1)
    later = post.published_at + timedelta(minutes=5)
    same = Change(text="What shall it be?", poll=question(seconds=None), keeps_poll=False)
    edit_post(by=cast.ada, post_id=post.pk, change=same, at=later)
    assert (tallies(post), Revision.objects.count()) == (([0, 1, 0], 1), 0)
    other = Change(text="What?", poll=question("Yes", "No", seconds=7200), keeps_poll=False)
    edit_post(by=cast.ada, post_id=post.pk, change=other, at=later)
    assert tallies(post) == ([0, 0], 0)
    assert not Vote.objects.exists()
    assert Revision.objects.get().poll == ["Tea", "Coffee", "Water"]
    assert Poll.objects.get().ends_at == later + timedelta(hours=2)
    choose(cast.cleo, post, 1)


def test_a_poll_comes_and_goes_by_editing(cast) -> None:
    post = say(cast.ada, "Hello")
    change = Change(text="Hello?", poll=question(), keeps_poll=False)
    edit_post(by=cast.ada, post_id=post.pk, change=change, at=NOON)
    assert Poll.objects.filter(post=post).exists()
    edit_post(by=cast.ada, post_id=post.pk, change=Change(text="Hello!"), at=NOON)
    assert Poll.objects.filter(post=post).exists()
    gone = Change(text="Hello!", keeps_poll=False)
    edit_post(by=cast.ada, post_id=post.pk, change=gone, at=NOON)
    assert not Poll.objects.exists()
    assert [r.poll for r in Revision.objects.order_by("id")] == [
        [],
        ["Tea", "Coffee", "Water"],
        ["Tea", "Coffee", "Water"],
    ]
    for wrong in (question("One"), question(seconds=1)):
        with pytest.raises((TooFewOptions, PollEndsTooSoon)):
            edit_post(
                by=cast.ada,
                post_id=post.pk,
                change=Change(text="Hello", poll=wrong, keeps_poll=False),
                at=NOON,
            )


def test_it_ends_once_and_is_told_once(cast) -> None:
    post = ask(cast.ada)
    end = post.published_at + timedelta(hours=1)
    assert not close_poll(post_id=post.pk, at=end - timedelta(seconds=1))
    assert due_polls(at=end) == [post.pk]
    assert close_poll(post_id=post.pk, at=end)
    assert not close_poll(post_id=post.pk, at=end)
    assert due_polls(at=end) == []
    told = OutboxEntry.objects.get(kind="squares.posts.events.PollEnded").payload
    assert told == {"post_id": post.pk, "author_id": cast.ada.pk}
    with pytest.raises(PollOver):
        choose(cast.cleo, post, 0)


def test_the_end_of_a_poll_that_is_out_of_sight_is_not_news(cast) -> None:
    post = ask(cast.ada)
    hide_post(post=post, at=NOON)
    assert close_poll(post_id=post.pk, at=post.published_at + timedelta(hours=2))
    assert not OutboxEntry.objects.filter(kind="squares.posts.events.PollEnded").exists()


def test_the_next_end_is_what_is_due(cast) -> None:
    assert next_due() is None
    post = ask(cast.ada)
    ask(cast.ben, seconds=2 * HOUR)
    assert next_due() == post.published_at + timedelta(hours=1)


def test_who_left_has_no_vote_and_no_poll(cast) -> None:
    from squares.posts.actions.depart import clear_departed

    post, own = ask(cast.ada, multiple=True), ask(cast.cleo)
    choose(cast.cleo, post, 0, 2)
    choose(cast.ben, post, 2)
    state(cast.cleo, "gone")
    clear_departed(member_id=cast.cleo.pk, at=clock.now())
    assert tallies(post) == ([0, 0, 1], 1)
    assert not Poll.objects.filter(pk=own.pk).exists()


def test_erased_words_take_the_poll_along(cast) -> None:
    post = ask(cast.ada)
    choose(cast.cleo, post, 0)
    erase_words([post.pk])
    assert not Poll.objects.exists()
    assert not Vote.objects.exists()
