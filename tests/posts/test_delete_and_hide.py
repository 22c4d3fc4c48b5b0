"""Taking back and hiding: gone for everyone at once, counted right, files out of reach."""

from datetime import timedelta

import pytest

from commons import storage
from commons.events import deliver_due
from commons.models import OutboxEntry
from squares.media.actions import upload
from squares.media.models import MediaAttachment
from squares.posts.actions.delete import delete_post, erase_deleted, standing_posts_of
from squares.posts.actions.hide import hide_post, unhide_post
from squares.posts.actions.react import bookmark, boost, favourite
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Post
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.queries import find_post
from squares.timelines.queries import home_timeline, public_timeline
from talk_cast import NOON, picture, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


def counts(*members, post=None):
    for member in members:
        member.refresh_from_db()
        assert member.posts_count == standing_posts_of(member)
    if post is not None:
        post.refresh_from_db()
        return post.replies_count
    return None


def test_a_deleted_post_is_gone_with_all_that_hung_on_it(cast) -> None:
    post = say(cast.cleo)
    boost(by=cast.ben, post_id=post.pk, at=NOON)
    favourite(by=cast.ben, post_id=post.pk, at=NOON)
    bookmark(by=cast.ben, post_id=post.pk, at=NOON)
    delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    assert not Favourite.objects.exists()
    assert not Bookmark.objects.exists()
    assert not Post.objects.filter(deleted_at=None).exists()
    for viewer in (cast.cleo, cast.ben, None):
        with pytest.raises(PostNotFound):
            find_post(viewer=viewer, post_id=post.pk)
    assert OutboxEntry.objects.filter(kind__endswith="PostDeleted").count() == 1
    assert home_timeline(viewer=cast.ben).items == []
    counts(cast.cleo)


def test_counters_follow_replies(cast) -> None:
    first = say(cast.ada)
    reply = say(cast.cleo, in_reply_to=first.pk)
    hide_post(post=reply, at=NOON)
    assert counts(cast.cleo, post=first) == 0
    unhide_post(post=reply, at=NOON)
    assert counts(cast.cleo, post=first) == 1
    hide_post(post=reply, at=NOON)
    delete_post(by=cast.cleo, post_id=reply.pk, at=NOON)
    assert counts(cast.cleo, post=first) == 0


def test_only_ones_own_is_deleted_and_once(cast) -> None:
    post = say(cast.cleo)
    with pytest.raises(PostNotFound):
        delete_post(by=cast.ada, post_id=post.pk, at=NOON)
    delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    with pytest.raises(PostNotFound):
        delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    counts(cast.cleo)


def test_the_suspended_may_still_take_back(cast) -> None:
    post = say(cast.cleo)
    state(cast.cleo, "suspended")
    delete_post(by=cast.cleo, post_id=post.pk, at=NOON)


def test_a_hidden_post_is_seen_by_author_and_moderators_only(cast) -> None:
    post = say(cast.cleo)
    hide_post(post=post, at=NOON)
    for viewer in (None, cast.eli):
        with pytest.raises(PostNotFound):
            find_post(viewer=viewer, post_id=post.pk)
        assert cards_for([post.pk], viewer) == []
    for viewer in (cast.cleo, cast.ben, cast.ada):
        (card,) = cards_for([post.pk], viewer)
        assert card.hidden
        assert not card.may_reply
    assert public_timeline(viewer=cast.cleo).items == []


def test_hiding_twice_is_hiding_once(cast) -> None:
    post = say(cast.cleo)
    for _ in range(2):
        hide_post(post=post, at=NOON)
    assert OutboxEntry.objects.filter(kind__endswith="PostHidden").count() == 1
    for _ in range(2):
        unhide_post(post=post, at=NOON)
    counts(cast.cleo)
    assert find_post(viewer=None, post_id=post.pk)


def test_a_deleted_post_cannot_be_hidden(cast) -> None:
    post = say(cast.cleo)
    delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    with pytest.raises(PostNotFound):
        hide_post(post=post, at=NOON)


def test_files_follow_their_post(cast, settled) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    post = say(cast.cleo, media_ids=(media.pk,))
    with settled():
        hide_post(post=post, at=NOON)
        deliver_due()
    media.refresh_from_db()
    assert media.withheld_at == NOON
    with pytest.raises(FileNotFoundError):
        storage.open_shown(media.file)
    with settled():
        unhide_post(post=post, at=NOON)
        deliver_due()
    storage.open_shown(media.file).close()
    with settled():
        delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
        deliver_due()
    with pytest.raises(FileNotFoundError):
        storage.open_shown(media.preview)


def test_after_thirty_days_nothing_is_left(cast) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    post = say(cast.cleo, "@Ada #secret", media_ids=(media.pk,), warning="w")
    passed_on = boost(by=cast.ben, post_id=post.pk, at=NOON)
    kept = say(cast.cleo, "kept")
    delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    assert erase_deleted(at=NOON + timedelta(days=29)) == 0
    assert erase_deleted(at=NOON + timedelta(days=31)) == 2
    assert erase_deleted(at=NOON + timedelta(days=31)) == 0
    post.refresh_from_db()
    assert (post.text, post.html, post.warning) == ("", "", "")
    assert not MediaAttachment.objects.exists()
    assert not Post.objects.filter(pk=passed_on.pk).exists()
    assert find_post(viewer=None, post_id=kept.pk).text == "kept"
