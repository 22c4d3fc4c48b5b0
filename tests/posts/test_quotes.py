"""Quoting: who may, what is counted and told, and how the quoted author takes it back."""

import pytest

from commons.models import OutboxEntry
from squares.posts import audiences
from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post, unhide_post
from squares.posts.actions.quotes import change_quote_policy, revoke_quote
from squares.posts.actions.react import boost
from squares.posts.errors import (
    NotTheirPost,
    PostNotFound,
    QuoteNotFound,
    QuoteNotNamed,
    QuoteRefused,
)
from squares.posts.models.post import Post, QuotePolicy, Visibility
from talk_cast import NOON, block, follow, say

pytestmark = pytest.mark.usefixtures("in_agora")


def quotes_of(post: Post) -> int:
    post.refresh_from_db()
    return post.quotes_count


def test_a_quote_is_stored_counted_and_told(cast) -> None:
    post = say(cast.ada)
    quote = say(cast.cleo, "Hear, hear.", quotes=post.pk)
    quote.refresh_from_db()
    assert (quote.quote_of_id, quote.quote_state) == (post.pk, "accepted")
    assert quotes_of(post) == 1
    told = OutboxEntry.objects.get(kind="squares.posts.events.PostQuoted").payload
    assert told == {
        "post_id": quote.pk,
        "author_id": cast.cleo.pk,
        "quoted_id": post.pk,
        "quoted_author_id": cast.ada.pk,
    }
    assert audiences.quotes_of(post.pk) == [(quote.pk, cast.cleo.pk)]


def test_quoting_a_boost_quotes_the_post_and_needs_no_words(cast) -> None:
    post = say(cast.ada)
    passed_on = boost(by=cast.ben, post_id=post.pk, at=NOON)
    assert say(cast.cleo, "", quotes=passed_on.pk).quote_of_id == post.pk


@pytest.mark.parametrize(
    ("policy", "follows", "may"),
    [
        ("everyone", False, True),
        ("followers", False, False),
        ("followers", True, True),
        ("nobody", True, False),
    ],
)
def test_the_policy_is_kept(cast, policy, follows, may) -> None:
    post = say(cast.ada, quote_policy=QuotePolicy(policy))
    if follows:
        follow(cast.cleo, cast.ada)
    if may:
        assert say(cast.cleo, quotes=post.pk)
    else:
        with pytest.raises(QuoteRefused):
            say(cast.cleo, quotes=post.pk)
    assert say(cast.ada, "Again.", quotes=post.pk)


def test_only_open_posts_are_quoted_by_others(cast) -> None:
    follow(cast.cleo, cast.ada)
    private = say(cast.ada, visibility=Visibility.FOLLOWERS)
    direct = say(cast.ada, "@Cleo psst", visibility=Visibility.MENTIONED)
    for post in (private, direct):
        with pytest.raises(QuoteRefused):
            say(cast.cleo, quotes=post.pk)
    with pytest.raises(PostNotFound):
        say(cast.ben, quotes=private.pk)
    with pytest.raises(QuoteRefused):
        say(cast.ada, quotes=direct.pk)


def test_a_quote_of_ones_own_is_read_by_no_more_people(cast) -> None:
    private = say(cast.ada, visibility=Visibility.FOLLOWERS)
    assert say(cast.ada, quotes=private.pk).visibility == "followers"
    kept = say(cast.ada, quotes=private.pk, visibility=Visibility.MENTIONED)
    assert kept.visibility == "mentioned"


def test_a_quote_for_a_few_names_whom_it_quotes(cast) -> None:
    post = say(cast.ada)
    with pytest.raises(QuoteNotNamed):
        say(cast.cleo, "@Ben look", quotes=post.pk, visibility=Visibility.MENTIONED)
    assert say(cast.cleo, "@Ada look", quotes=post.pk, visibility=Visibility.MENTIONED)


def test_blocked_and_absent_posts_are_not_there(cast) -> None:
    post = say(cast.ada)
    block(cast.ada, cast.cleo)
    for absent in (post.pk, 1, -1, 2**70):
        with pytest.raises(PostNotFound):
            say(cast.cleo, quotes=absent)


def test_taking_a_quote_back_is_for_good_and_told_once(cast) -> None:
    post = say(cast.ada)
    quote = say(cast.cleo, quotes=post.pk)
    for _ in range(2):
        revoke_quote(by=cast.ada, post_id=post.pk, quote_id=quote.pk, at=NOON)
    quote.refresh_from_db()
    assert (quote.quote_of_id, quote.quote_state) == (post.pk, "revoked")
    assert quotes_of(post) == 0
    assert OutboxEntry.objects.filter(kind="squares.posts.events.QuoteRevoked").count() == 1
    assert audiences.quotes_of(post.pk) == []
    delete_post(by=cast.cleo, post_id=quote.pk, at=NOON)
    assert quotes_of(post) == 0


def test_only_the_quoted_author_takes_back(cast) -> None:
    post, other = say(cast.ada), say(cast.ada)
    quote = say(cast.cleo, quotes=post.pk)
    for who in (cast.cleo, cast.ben):
        with pytest.raises(NotTheirPost):
            revoke_quote(by=who, post_id=post.pk, quote_id=quote.pk, at=NOON)
    for wrong in (other.pk, 12345):
        with pytest.raises(QuoteNotFound):
            revoke_quote(by=cast.ada, post_id=post.pk, quote_id=wrong, at=NOON)
    with pytest.raises(QuoteNotFound):
        revoke_quote(by=cast.ada, post_id=other.pk, quote_id=quote.pk, at=NOON)
    assert quotes_of(post) == 1


def test_what_is_out_of_sight_is_not_counted(cast) -> None:
    post = say(cast.ada)
    quote = say(cast.cleo, quotes=post.pk)
    hide_post(post=quote, at=NOON)
    assert quotes_of(post) == 0
    unhide_post(post=quote, at=NOON)
    assert quotes_of(post) == 1
    delete_post(by=cast.cleo, post_id=quote.pk, at=NOON)
    assert quotes_of(post) == 0


def test_the_policy_changes_for_what_comes(cast) -> None:
    post = say(cast.ada)
    say(cast.cleo, quotes=post.pk)
    with pytest.raises(NotTheirPost):
        change_quote_policy(by=cast.cleo, post_id=post.pk, policy=QuotePolicy.NOBODY)
    change_quote_policy(by=cast.ada, post_id=post.pk, policy=QuotePolicy.NOBODY)
    assert quotes_of(post) == 1
    with pytest.raises(QuoteRefused):
        say(cast.ben, quotes=post.pk)
