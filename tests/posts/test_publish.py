"""Publishing: what is stored, counted and told, and everything that is refused."""

import pytest
from django.db import transaction

from commons.errors import TooMany
from commons.models import OutboxEntry
from commons.statements import fetch, version_of
from squares.charter.models import Charter
from squares.media.actions import upload
from squares.media.errors import MediaNotFound
from squares.media.models import MediaAttachment
from squares.members.actions.profile import change_profile
from squares.members.errors import MemberSuspended, MemberWaits
from squares.members.models import Member
from squares.members.profiles import PROFILE_FIELDS
from squares.members.queries import profiles_by_version
from squares.posts.actions import publish
from squares.posts.actions.react import boost
from squares.posts.errors import (
    PostEmpty,
    PostNotFound,
    PostTooLong,
    ReplyRefused,
    TooManyNames,
    TooManyPictures,
    WarningTooLong,
)
from squares.posts.models.names import Mention, Tag, Tagging
from squares.posts.models.post import Attachment, Post, ReplyControl, Visibility
from talk_cast import NOON, block, follow, picture, say, state
from tenants.context import inside, the_square
from tenants.errors import SquareReadOnly
from tenants.models.square import Square

pytestmark = pytest.mark.usefixtures("in_agora")


def test_a_post_is_stored_rendered_counted_and_told(cast) -> None:
    post = say(cast.cleo, "Hello @Ada, *good* #Morning", warning=" Early  hours ")
    post.refresh_from_db()
    assert post.text == "Hello @Ada, *good* #Morning"
    assert 'href="/@Ada"' in post.html
    assert "<em>good</em>" in post.html
    assert 'href="/tags/morning"' in post.html
    assert post.warning == "Early hours"
    assert list(Mention.objects.values_list("post", "member")) == [(post.pk, cast.ada.pk)]
    assert Tagging.objects.get(post=post).tag == Tag.objects.get(key="morning")
    cast.cleo.refresh_from_db()
    assert (cast.cleo.posts_count, cast.cleo.posted_on) == (1, post.published_at.date())
    told = OutboxEntry.objects.get(kind="squares.posts.events.PostPublished").payload
    assert told == {
        "post_id": post.pk,
        "author_id": cast.cleo.pk,
        "in_reply_to_author_id": None,
        "mentioned_ids": [cast.ada.pk],
    }


def test_a_reply_joins_the_thread_and_is_counted(cast) -> None:
    first = say(cast.ada)
    second = say(cast.cleo, "Yes.", in_reply_to=first.pk)
    third = say(cast.ben, "No.", in_reply_to=second.pk)
    assert (second.thread_id, third.thread_id) == (first.pk, first.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.replies_count, second.replies_count) == (1, 1)
    assert Mention.objects.filter(post=third, member=cast.cleo).exists()


def test_answering_a_boost_answers_the_post(cast) -> None:
    first = say(cast.ada)
    passed_on = boost(by=cast.ben, post_id=first.pk, at=NOON)
    assert say(cast.cleo, "Yes.", in_reply_to=passed_on.pk).in_reply_to_id == first.pk


@pytest.mark.parametrize("nothing", ["", "   \n ", "\u200b\x00"[1:]])
def test_an_empty_post_is_refused(cast, nothing: str) -> None:
    with pytest.raises(PostEmpty):
        say(cast.cleo, nothing)


def test_the_limit_is_the_charters(cast) -> None:
    say(cast.cleo, "x" * 1000)
    with pytest.raises(PostTooLong) as refused:
        say(cast.cleo, "x" * 1001)
    assert refused.value.params == {"limit": 1000, "length": 1001}
    with pytest.raises(PostTooLong):
        say(cast.cleo, "https://example.org/" + "x" * 6000)


def test_a_link_counts_as_23(cast) -> None:
    assert say(cast.cleo, "x" * 970 + " https://example.org/" + "y" * 300)


def test_a_long_warning_is_refused(cast) -> None:
    with pytest.raises(WarningTooLong):
        say(cast.cleo, warning="x" * 201)


def test_ten_thousand_mentions_are_refused_and_nothing_is_written(cast) -> None:
    Charter.objects.filter(pk=1).update(post_limit=5000)
    with pytest.raises((TooManyNames, PostTooLong)):
        say(cast.cleo, " ".join(f"@a{n}" for n in range(600)))
    with pytest.raises(TooManyNames):
        say(cast.cleo, " ".join(f"#a{n}" for n in range(51)))
    assert not Post.objects.exists()
    assert not Tag.objects.exists()


def test_links_count_as_23_but_what_is_stored_has_an_end(cast) -> None:
    Charter.objects.filter(pk=1).update(post_limit=5000)
    with pytest.raises(PostTooLong):
        say(cast.cleo, "http://a" * 1300)


def test_control_characters_go_and_letters_are_composed(cast) -> None:
    assert say(cast.cleo, "Cafe\u0301\x00\r\n\u202eopen").text == "Caf\u00e9\nopen"


def test_what_answers_nothing_is_refused(cast) -> None:
    for absent in (1, 0, -5, 2**70):
        with pytest.raises(PostNotFound):
            say(cast.cleo, in_reply_to=absent)


def test_a_parent_that_is_not_for_me_is_not_there(cast) -> None:
    hers = say(cast.ada, visibility=Visibility.FOLLOWERS)
    with pytest.raises(PostNotFound):
        say(cast.cleo, in_reply_to=hers.pk)
    follow(cast.cleo, cast.ada)
    assert say(cast.cleo, in_reply_to=hers.pk)


def test_reply_control_is_kept(cast) -> None:
    closed = say(cast.ada, "For @Ben only.", reply_control=ReplyControl.MENTIONED)
    with pytest.raises(ReplyRefused):
        say(cast.cleo, in_reply_to=closed.pk)
    assert say(cast.ben, in_reply_to=closed.pk)
    assert say(cast.ada, in_reply_to=closed.pk)


def test_pictures_come_in_order_and_once(cast) -> None:
    one = upload(by=cast.cleo, file=picture(), at=NOON)
    two = upload(by=cast.cleo, file=picture((30, 30)), at=NOON)
    post = say(cast.cleo, "", media_ids=(two.pk, one.pk))
    order = Attachment.objects.filter(post=post).order_by("position")
    assert list(order.values_list("media_id", flat=True)) == [two.pk, one.pk]
    with pytest.raises(MediaNotFound):
        say(cast.cleo, media_ids=(one.pk,))


def test_other_peoples_pictures_are_not_there(cast) -> None:
    hers = upload(by=cast.ada, file=picture(), at=NOON)
    for ids in ((hers.pk,), (12345,), (hers.pk, hers.pk)):
        with pytest.raises(MediaNotFound):
            say(cast.cleo, media_ids=ids)
    assert not Post.objects.exists()
    assert MediaAttachment.objects.get().attached_at is None


def test_one_picture_twice_is_refused(cast) -> None:
    mine = upload(by=cast.cleo, file=picture(), at=NOON)
    with pytest.raises(MediaNotFound):
        say(cast.cleo, media_ids=(mine.pk, mine.pk))


def test_five_pictures_are_too_many(cast) -> None:
    with pytest.raises(TooManyPictures):
        say(cast.cleo, media_ids=(1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("to", "refusal"),
    [("suspended", MemberSuspended), ("pending", MemberWaits), ("gone", MemberSuspended)],
)
def test_only_those_who_take_part_write(cast, to: str, refusal: type[Exception]) -> None:
    state(cast.cleo, to)
    with pytest.raises(refusal):
        say(cast.cleo)


def test_the_silenced_may_write(cast) -> None:
    state(cast.cleo, "silenced")
    assert say(cast.cleo)


@pytest.mark.parametrize("to", [Square.State.READ_ONLY, Square.State.CLOSING])
def test_a_square_that_takes_no_writing_refuses(cast, to: str) -> None:
    the_square().state = to
    with pytest.raises(SquareReadOnly):
        say(cast.cleo)


def test_three_hundred_posts_an_hour(cast, monkeypatch) -> None:
    monkeypatch.setattr(publish, "POSTS_AN_HOUR", 2)
    say(cast.cleo)
    say(cast.cleo)
    with pytest.raises(TooMany):
        say(cast.cleo)


def test_nobody_is_named_across_a_block(cast) -> None:
    block(cast.ada, cast.cleo)
    post = say(cast.cleo, "@Ada look, and you @Ben")
    assert list(post.mentions.values_list("member_id", flat=True)) == [cast.ben.pk]


def test_those_who_left_are_not_linked(cast) -> None:
    state(cast.eli, "gone")
    assert "<a" not in say(cast.cleo, "Hello @Eli").html


def test_a_post_is_written_in_one_statement(cast, django_assert_num_queries) -> None:
    say(cast.cleo, "Fresh bread #morning")
    with django_assert_num_queries(1):
        say(cast.cleo, "More bread #morning #bread")
    with django_assert_num_queries(3):
        say(cast.cleo, "Bread for @Ada and @Ben #morning")
    assert Tagging.objects.filter(tag__key="morning").count() == 3
    assert Mention.objects.count() == 2


def _version(member: Member) -> int:
    ((version,),) = fetch(
        f"SELECT {version_of('m')} FROM members_member m WHERE id = %(id)s::bigint",  # noqa: S608 - our own table
        {"id": member.pk},
    )
    return version


def test_who_wrote_is_known_as_they_became(cast, django_assert_num_queries) -> None:
    say(cast.cleo, "Fresh bread")
    became, stored = _version(cast.cleo), Member.objects.get(pk=cast.cleo.pk)
    with django_assert_num_queries(0):
        known = profiles_by_version({cast.cleo.pk: became})[cast.cleo.pk]
    assert {name: getattr(known, name) for name in PROFILE_FIELDS} == {
        name: getattr(stored, name) for name in PROFILE_FIELDS
    }


def test_what_changed_after_that_is_read_anew(cast, django_assert_num_queries) -> None:
    say(cast.cleo, "Fresh bread")
    with transaction.atomic():  # a version of its own, as each act has
        change_profile(by=cast.cleo, at=NOON, name="Cleo of the mill")
    now = _version(cast.cleo)
    with django_assert_num_queries(1):
        known = profiles_by_version({cast.cleo.pk: now})[cast.cleo.pk]
    assert known.name == "Cleo of the mill"


def test_who_wrote_is_not_known_in_another_square(cast) -> None:
    say(cast.cleo, "Fresh bread")
    known = {cast.cleo.pk: _version(cast.cleo)}
    assert profiles_by_version(known)
    with inside(cast.forum):
        assert not Member.objects.filter(pk=cast.cleo.pk).exists()
        assert profiles_by_version(known) == {}


def test_what_fails_leaves_no_hashtag_behind(cast) -> None:
    with pytest.raises(MediaNotFound):
        say(cast.cleo, "Fresh bread #morning", media_ids=(1,))
    assert not Tag.objects.exists()
    assert not Post.objects.exists()
