"""Somebody leaves: what they said, passed on, liked and kept goes, in as many steps as it takes."""

import pytest

from commons import storage
from commons.events import deliver_due
from squares.media.actions import upload
from squares.media.models import MediaAttachment
from squares.members.actions.standing import leave
from squares.posts.actions import depart
from squares.posts.actions.depart import clear_departed
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.react import bookmark, boost, favourite
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.post import Post
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.models.revision import Revision
from squares.posts.queries import find_post
from talk_cast import NOON, picture, say
from tenants.context import inside

pytestmark = pytest.mark.usefixtures("in_agora")


def depart_wholly(member, settled) -> None:
    with settled():
        leave(member=member, at=NOON)
    with settled():
        deliver_due()


def test_words_and_files_are_erased_and_the_thread_keeps_its_shape(cast, settled) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    first = say(cast.cleo, "@Ada #secret", media_ids=(media.pk,), warning="w")
    edit_post(by=cast.cleo, post_id=first.pk, change=Change(text="other words"), at=NOON)
    answer = say(cast.eli, "an answer", in_reply_to=first.pk)
    depart_wholly(cast.cleo, settled)
    first.refresh_from_db()
    assert first.deleted_at is not None
    assert (first.text, first.html, first.warning) == ("", "", "")
    assert not MediaAttachment.objects.exists()
    with pytest.raises(FileNotFoundError):
        storage.open_shown(media.file)
    for table in (Revision, Tagging):
        assert not table.objects.exists()
    assert not Mention.objects.filter(post=first).exists()
    assert find_post(viewer=None, post_id=answer.pk).in_reply_to_id == first.pk


def test_other_peoples_counters_stay_exact(cast, settled) -> None:
    theirs = say(cast.eli)
    boost(by=cast.cleo, post_id=theirs.pk, at=NOON)
    favourite(by=cast.cleo, post_id=theirs.pk, at=NOON)
    favourite(by=cast.ada, post_id=theirs.pk, at=NOON)
    bookmark(by=cast.cleo, post_id=theirs.pk, at=NOON)
    for _ in range(2):
        say(cast.cleo, in_reply_to=theirs.pk)
    hide_post(post=say(cast.cleo, in_reply_to=theirs.pk), at=NOON)
    say(cast.ben, in_reply_to=theirs.pk)
    depart_wholly(cast.cleo, settled)
    theirs.refresh_from_db()
    assert (theirs.boosts_count, theirs.favourites_count, theirs.replies_count) == (0, 1, 1)
    assert not Bookmark.objects.exists()
    cast.eli.refresh_from_db()
    assert cast.eli.posts_count == 1


def test_what_others_did_with_the_posts_goes_too(cast, settled) -> None:
    post = say(cast.cleo)
    boost(by=cast.ben, post_id=post.pk, at=NOON)
    favourite(by=cast.ben, post_id=post.pk, at=NOON)
    bookmark(by=cast.ben, post_id=post.pk, at=NOON)
    depart_wholly(cast.cleo, settled)
    assert not Favourite.objects.exists()
    assert not Bookmark.objects.exists()
    assert list(Post.objects.all()) == [post]


def test_much_is_erased_in_several_steps_and_again_changes_nothing(cast) -> None:
    for _ in range(5):
        say(cast.cleo)
    leave(member=cast.cleo, at=NOON)
    steps = 1
    while clear_departed(member_id=cast.cleo.pk, at=NOON, limit=2):
        steps += 1
    assert steps == 3
    assert not Post.objects.exclude(text="").exists()
    before = list(Post.objects.order_by("pk").values())
    assert not clear_departed(member_id=cast.cleo.pk, at=NOON)
    assert list(Post.objects.order_by("pk").values()) == before


def test_the_task_asks_for_the_next_step(cast, settled, monkeypatch) -> None:
    steps = iter([True, True, False])
    monkeypatch.setattr(depart, "clear_departed", lambda **_step: next(steps))
    depart_wholly(cast.cleo, settled)
    assert list(steps) == []


def test_who_is_still_here_loses_nothing(cast, forum) -> None:
    post = say(cast.cleo, "mine")
    assert not clear_departed(member_id=cast.cleo.pk, at=NOON)
    with inside(forum):
        assert not clear_departed(member_id=cast.cleo.pk, at=NOON)
    assert find_post(viewer=None, post_id=post.pk).text == "mine"
