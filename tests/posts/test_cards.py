"""A card carries everything that a page or an app shows of a post, in one statement."""

from datetime import timedelta

import pytest

from commons import clock
from squares.clients.models import Application
from squares.media.actions import upload
from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.react import boost
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for, cards_to_tell
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import Post, QuotePolicy, QuoteState, Visibility
from squares.posts.models.thread import ThreadMark
from squares.posts.rules import QuoteView
from talk_cast import NOON, block, follow, mute, picture, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


def card(post: Post, viewer=None) -> PostCard:
    (found,) = cards_for([post.pk], viewer)
    return found


def quoting(by, quoted: Post) -> Post:
    post = say(by)
    Post.objects.filter(pk=post.pk).update(quote_of=quoted, quote_state=QuoteState.ACCEPTED)
    return post


def with_poll(post: Post, *, ends_in: timedelta, hides: bool = False) -> Poll:
    return Poll.objects.create(
        post=post,
        options=["Tea", "Coffee"],
        tallies=[1, 3],
        voters_count=4,
        hides_totals=hides,
        ends_at=clock.now() + ends_in,
    )


def test_names_tags_app_and_what_is_answered(cast) -> None:
    first = say(cast.ada)
    post = say(cast.cleo, "@Ben look #Größe", in_reply_to=first.pk)
    app = Application.objects.create(
        key="k", secret_hash="s", name="Tusky", website="https://t.example", registered_at=NOON
    )
    Post.objects.filter(pk=post.pk).update(application=app, pinned_at=NOON)
    found = card(post)
    assert {(m.id, m.handle, m.url) for m in found.mentions} == {
        (cast.ada.pk, "Ada", "/@Ada"),
        (cast.ben.pk, "Ben", "/@Ben"),
    }
    assert [(t.key, t.name, t.url) for t in found.tags] == [
        ("grösse", "Größe", "/tags/gr%C3%B6sse")
    ]
    assert (found.application.name, found.application.website) == ("Tusky", "https://t.example")
    assert (found.in_reply_to_author.id, found.in_reply_to_author.handle) == (cast.ada.pk, "Ada")
    assert found.pinned
    state(cast.ben, "suspended")
    assert [m.handle for m in card(post).mentions] == ["Ada"]


def test_a_plain_post_has_none_of_it(cast) -> None:
    found = card(say(cast.cleo))
    assert (found.mentions, found.tags, found.application, found.poll, found.quote) == (
        (),
        (),
        None,
        None,
        None,
    )
    assert found.in_reply_to_author is None
    assert (found.pinned, found.thread_muted) == (False, False)


def test_a_muted_thread_is_the_viewers_own_matter(cast) -> None:
    first = say(cast.ada)
    post = say(cast.cleo, in_reply_to=first.pk)
    ThreadMark.objects.create(member=cast.ben, thread_id=first.pk, muted_at=NOON)
    assert card(first, cast.ben).thread_muted
    assert card(post, cast.ben).thread_muted
    assert not card(post, cast.eli).thread_muted
    assert not card(post).thread_muted


def test_a_poll_as_each_reader_meets_it(cast) -> None:
    post = say(cast.ada)
    poll = with_poll(post, ends_in=timedelta(hours=1))
    Vote.objects.create(poll=poll, member=cast.cleo, choices=[1])
    reader = card(post, cast.eli).poll
    assert [(o.title, o.votes, o.share) for o in reader.options] == [
        ("Tea", 1, 25),
        ("Coffee", 3, 75),
    ]
    assert (reader.id, reader.votes, reader.voters) == (post.pk, 4, 4)
    assert (reader.may_vote, reader.voted, reader.own_votes, reader.ended) == (
        True,
        False,
        (),
        False,
    )
    voter = card(post, cast.cleo).poll
    assert (voter.may_vote, voter.voted, voter.own_votes) == (False, True, (1,))
    assert [o.chosen for o in voter.options] == [False, True]
    author = card(post, cast.ada).poll
    assert (author.may_vote, author.voted, author.own_votes) == (False, True, ())
    visitor = card(post).poll
    assert (visitor.may_vote, visitor.voted, visitor.own_votes) == (False, False, ())


def test_totals_may_be_kept_until_the_end(cast) -> None:
    running, over = say(cast.ada), say(cast.ada)
    with_poll(running, ends_in=timedelta(hours=1), hides=True)
    with_poll(over, ends_in=-timedelta(hours=1), hides=True)
    assert [o.votes for o in card(running, cast.eli).poll.options] == [None, None]
    assert card(running, cast.eli).poll.votes == 4
    assert [o.votes for o in card(over, cast.eli).poll.options] == [1, 3]
    assert not card(over, cast.eli).poll.may_vote


def test_a_quoted_post_stands_inside_with_its_pictures(cast) -> None:
    media = upload(by=cast.ada, file=picture(), at=NOON)
    quoted = say(cast.ada, "Said first.", media_ids=(media.pk,))
    post = quoting(cast.cleo, quoted)
    quote = card(post, cast.eli).quote
    assert (quote.state, quote.post_id, quote.post.text) == ("accepted", quoted.pk, "Said first.")
    assert [m.id for m in quote.post.media] == [media.pk]
    again = card(quoting(cast.ben, post), cast.eli).quote
    assert again.post.id == post.pk
    assert (again.post.quote.state, again.post.quote.post_id, again.post.quote.post) == (
        "accepted",
        quoted.pk,
        None,
    )


@pytest.mark.parametrize(
    ("what", "view"),
    [
        ("revoked", QuoteView.REVOKED),
        ("deleted", QuoteView.DELETED),
        ("erased", QuoteView.DELETED),
        ("hidden", QuoteView.UNAUTHORIZED),
        ("followers", QuoteView.UNAUTHORIZED),
        ("suspended", QuoteView.UNAUTHORIZED),
        ("blocks me", QuoteView.UNAUTHORIZED),
        ("blocked", QuoteView.BLOCKED),
    ],
)
def test_what_may_not_be_met_shows_as_a_state_only(cast, what, view) -> None:
    quoted = say(cast.ada)
    post = quoting(cast.cleo, quoted)
    rows = Post.objects.filter(pk=quoted.pk)
    {
        "revoked": lambda: Post.objects.filter(pk=post.pk).update(quote_state=QuoteState.REVOKED),
        "deleted": lambda: rows.update(deleted_at=NOON),
        "erased": rows.delete,
        "hidden": lambda: hide_post(post=quoted, at=NOON),
        "followers": lambda: rows.update(visibility=Visibility.FOLLOWERS),
        "suspended": lambda: state(cast.ada, "suspended"),
        "blocks me": lambda: block(cast.ada, cast.eli),
        "blocked": lambda: block(cast.eli, cast.ada),
    }[what]()
    quote = card(post, cast.eli).quote
    assert (quote.state, quote.post) == (view, None)


def test_a_muted_author_is_quoted_behind_a_veil(cast) -> None:
    quoted = say(cast.ada)
    post = quoting(cast.cleo, quoted)
    mute(cast.eli, cast.ada)
    quote = card(post, cast.eli).quote
    assert (quote.state, quote.post.id) == ("muted_account", quoted.pk)


@pytest.mark.parametrize(
    ("policy", "stranger", "follower"),
    [("everyone", True, True), ("followers", False, True), ("nobody", False, False)],
)
def test_who_may_quote(cast, policy, stranger, follower) -> None:
    post = say(cast.ada)
    Post.objects.filter(pk=post.pk).update(quote_policy=QuotePolicy(policy))
    follow(cast.cleo, cast.ada)
    assert card(post, cast.eli).may_quote is stranger
    assert card(post, cast.cleo).may_quote is follower
    assert card(post, cast.ada).may_quote
    assert not card(post).may_quote


def test_a_boost_for_fewer_is_met_by_fewer(cast) -> None:
    post = say(cast.ada)
    passed_on = boost(by=cast.ben, post_id=post.pk, at=NOON)
    Post.objects.filter(pk=passed_on.pk).update(visibility=Visibility.FOLLOWERS)
    follow(cast.cleo, cast.ben)
    assert cards_for([passed_on.pk], cast.eli) == cards_for([passed_on.pk], None) == []
    for viewer in (cast.cleo, cast.ben):
        (found,) = cards_for([passed_on.pk], viewer)
        assert (found.entry_visibility, found.visibility) == ("followers", "public")


def test_one_statement_whatever_hangs_on_the_posts(cast, django_assert_num_queries) -> None:
    posts = [quoting(cast.cleo, say(cast.ada, "@Ben #tag")) for _ in range(5)]
    for post in posts:
        with_poll(post, ends_in=timedelta(hours=1))
    with django_assert_num_queries(1):
        cards_for([post.pk for post in posts], cast.eli)


def test_told_to_many_as_to_anyone_who_may(cast) -> None:
    followers = say(cast.ada, visibility=Visibility.FOLLOWERS)
    quote = quoting(cast.ada, followers)
    passed_on = boost(by=cast.ben, post_id=say(cast.cleo).pk, at=NOON)
    private = say(cast.ada, "@Ben, a word.", visibility=Visibility.MENTIONED)
    ids = [followers.pk, quote.pk, passed_on.pk, private.pk]
    found = cards_to_tell(ids)
    assert [told.entry_id for told in found] == ids
    assert (found[1].quote.state, found[1].quote.post.id) == ("accepted", followers.pk)
    assert found[2].boosted_by.id == cast.ben.pk
    marks = [(c.own, c.favourited, c.boosted, c.bookmarked, c.thread_muted) for c in found]
    assert marks == [(False,) * 5] * 4
    assert [c.may_quote for c in found] == [False, True, True, False]


def test_nobody_is_told_what_is_gone(cast) -> None:
    hidden, deleted = say(cast.ada), say(cast.ada)
    passed_on = boost(by=cast.ben, post_id=say(cast.cleo).pk, at=NOON)
    hide_post(post=hidden, at=NOON)
    delete_post(by=cast.ada, post_id=deleted.pk, at=NOON)
    state(cast.cleo, "suspended")
    assert cards_to_tell([hidden.pk, deleted.pk, passed_on.pk]) == cards_to_tell([]) == []
