"""Editing: the wording before is kept, names and pictures follow, readers stay the same."""

from datetime import timedelta

import pytest

from commons.models import OutboxEntry
from commons.remember import forget
from squares.charter.models import Charter
from squares.charter.queries import CURRENT_KEY
from squares.media.actions import upload
from squares.media.models import MediaAttachment
from squares.posts.actions.edit import Change, MediaWords, edit_post
from squares.posts.actions.hide import hide_post
from squares.posts.errors import EditRefused, PostEmpty, PostNotFound, PostTooLong
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.post import Attachment, ReplyControl
from squares.posts.models.revision import Revision
from squares.posts.queries import history_of
from talk_cast import NOON, picture, say

pytestmark = pytest.mark.usefixtures("in_agora")
LATER = NOON + timedelta(days=1)


def change(by, post, text="Better.", **more):
    return edit_post(by=by, post_id=post.pk, change=Change(text=text, **more), at=LATER)


def test_the_wording_before_is_kept(cast) -> None:
    post = say(cast.cleo, "Good *morning*")
    change(cast.cleo, post, "Good evening", warning="Late")
    post.refresh_from_db()
    assert (post.text, post.warning, post.edited_at) == ("Good evening", "Late", LATER)
    _, (before,) = history_of(viewer=None, post_id=post.pk)
    assert before.html == "<p>Good <em>morning</em></p>"
    assert (before.written_at, before.replaced_at) == (post.published_at, LATER)


def test_names_are_recorded_anew_and_only_new_ones_told(cast) -> None:
    post = say(cast.cleo, "@Ada and @Ben #one")
    change(cast.cleo, post, "@Ben and @Eli #two")
    named = set(Mention.objects.filter(post=post).values_list("member_id", flat=True))
    assert named == {cast.ben.pk, cast.eli.pk}
    assert Tagging.objects.get(post=post).tag.key == "two"
    told = OutboxEntry.objects.get(kind="squares.posts.events.PostEdited").payload
    assert told["mentioned_ids"] == [cast.eli.pk]


def test_the_one_answered_stays_named(cast) -> None:
    post = say(cast.cleo, in_reply_to=say(cast.ada).pk)
    change(cast.cleo, post)
    assert Mention.objects.filter(post=post, member=cast.ada).exists()


def test_the_same_words_again_change_nothing(cast) -> None:
    post = say(cast.cleo, "Same.")
    change(cast.cleo, post, "Same.", language=post.language)
    post.refresh_from_db()
    assert post.edited_at is None
    assert not Revision.objects.exists()


def test_reply_control_changes_without_a_new_wording(cast) -> None:
    post = say(cast.cleo, "Same.")
    change(cast.cleo, post, "Same.", language=post.language, reply_control=ReplyControl.NOBODY)
    post.refresh_from_db()
    assert (post.reply_control, post.edited_at) == ("nobody", None)


def test_pictures_come_and_go(cast) -> None:
    one, two, three = (upload(by=cast.cleo, file=picture(), at=NOON).pk for _ in range(3))
    post = say(cast.cleo, media_ids=(one, two))
    change(cast.cleo, post, media_ids=(three, two))
    shown = Attachment.objects.filter(post=post).order_by("position")
    assert list(shown.values_list("media_id", flat=True)) == [three, two]
    assert MediaAttachment.objects.get(pk=one).attached_at is None
    assert [m["id"] for m in Revision.objects.get().media] == [str(one), str(two)]


def test_words_about_pictures_are_wording_too(cast) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON, description="A bridge")
    other = upload(by=cast.cleo, file=picture(), at=NOON)
    post = say(cast.cleo, "Same.", media_ids=(media.pk,))
    words = (
        MediaWords(media_id=media.pk, description="A lake", focus=(0.5, -2)),
        MediaWords(media_id=other.pk, description="Not on this post"),
    )
    same = {"language": None, "media_words": (MediaWords(media_id=media.pk),)}
    change(cast.cleo, post, "Same.", **same)
    assert not Revision.objects.exists()
    change(cast.cleo, post, "Same.", language=None, media_words=words)
    media.refresh_from_db()
    other.refresh_from_db()
    assert (media.description, media.focus_x, media.focus_y) == ("A lake", 0.5, -1)
    assert other.description == ""
    assert Revision.objects.get().media == [{"id": str(media.pk), "description": "A bridge"}]


def test_an_app_need_not_say_the_language_again(cast) -> None:
    post = say(cast.cleo, "Ja.", language="de")
    change(cast.cleo, post, "Good morning everyone, the market opens at nine.", language=None)
    post.refresh_from_db()
    assert post.language == "de"
    Charter.objects.filter(pk=1).update(language_policy="enforced", languages=["en"])
    forget(CURRENT_KEY)
    change(cast.cleo, post, "Good evening everyone, the market closes at nine.", language=None)
    post.refresh_from_db()
    assert post.language == "en"


def test_other_peoples_posts_are_refused(cast) -> None:
    post = say(cast.cleo)
    with pytest.raises(EditRefused):
        change(cast.ada, post)
    with pytest.raises(PostNotFound):
        edit_post(by=cast.ada, post_id=5, change=Change(text="x"), at=LATER)


def test_a_hidden_post_is_not_reworded(cast) -> None:
    post = say(cast.cleo)
    hide_post(post=post, at=NOON)
    with pytest.raises(EditRefused):
        change(cast.cleo, post)


@pytest.mark.parametrize(("text", "refusal"), [("", PostEmpty), ("x" * 1001, PostTooLong)])
def test_bad_words_are_refused_and_nothing_changes(cast, text, refusal) -> None:
    post = say(cast.cleo, "Good.")
    with pytest.raises(refusal):
        change(cast.cleo, post, text)
    post.refresh_from_db()
    assert post.text == "Good."
