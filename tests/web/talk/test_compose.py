"""Writing in the browser: without JavaScript, with pictures, and with nothing lost when refused."""

import pytest

from commons.remember import forget
from squares.charter.models import Charter
from squares.charter.queries import CURRENT_KEY
from squares.media import actions
from squares.media.actions import upload
from squares.media.models import MediaAttachment
from squares.posts.models.post import Attachment, Post, Visibility
from talk_cast import NOON, film, picture, say, state
from tenants.context import inside


def latest(cast) -> Post | None:
    with inside(cast.agora):
        return Post.objects.select_related("author").order_by("-id").first()


def test_a_post_is_published_and_shown(cast, browser_of) -> None:
    client = browser_of(cast.agora, cast.cleo)
    answer = client.post(
        "/posts", {"text": "Hello", "visibility": "unlisted", "reply_control": "nobody"}
    )
    post = latest(cast)
    assert answer.headers["Location"] == f"/#post-{post.pk}"
    assert (post.visibility, post.reply_control) == ("unlisted", "nobody")
    assert answer.cookies["draft_done"].value == "new"
    home = client.get("/").content.decode()
    assert 'data-draft-done="new"' in home
    assert f'id="post-{post.pk}"' in home


def test_a_reply_returns_to_the_conversation(cast, browser_of) -> None:
    with inside(cast.agora):
        root = say(cast.ada)
    client = browser_of(cast.agora, cast.cleo)
    answer = client.post("/posts", {"text": "Yes", "in_reply_to": root.pk})
    post = latest(cast)
    assert post.in_reply_to_id == root.pk
    assert answer.headers["Location"] == f"/@Ada/{root.pk}#post-{post.pk}"


def test_pictures_come_with_their_words(cast, browser_of) -> None:
    browser_of(cast.agora, cast.cleo).post(
        "/posts", {"text": "", "picture_1": picture(), "alt_1": "A bridge", "picture_3": picture()}
    )
    with inside(cast.agora):
        shown = Attachment.objects.filter(post=latest(cast)).order_by("position")
        assert [a.media.description for a in shown.select_related("media")] == ["A bridge", ""]


def test_what_is_refused_keeps_words_and_pictures(cast, browser_of) -> None:
    client = browser_of(cast.agora, cast.cleo)
    answer = client.post(
        "/posts", {"text": "x" * 1001, "warning": "Long", "picture_1": picture(), "alt_1": "Sea"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 1001 in page
    assert "at most 1000" in page
    with inside(cast.agora):
        media = MediaAttachment.objects.get()
        assert not Post.objects.exists()
    assert f'name="media" value="{media.pk}" form="write"' in page
    assert 'id="write"' in page
    client.post("/posts", {"text": "Short", "media": [media.pk]})
    with inside(cast.agora):
        assert Attachment.objects.get().media_id == media.pk


def test_a_file_that_is_no_picture_is_refused_in_words(cast, browser_of) -> None:
    bad = picture()
    bad.write(b"not a picture at all")
    bad.truncate(20)
    bad.seek(0)
    answer = browser_of(cast.agora, cast.cleo).post("/posts", {"text": "Look", "picture_1": bad})
    assert answer.status_code == 422
    assert "not a picture we can read" in answer.content.decode()
    assert latest(cast) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "x", "visibility": "galaxy"},
        {"text": "x", "reply_control": "cats"},
        {"text": "x", "language": "klingon"},
        {"text": "x", "in_reply_to": "abc"},
        {"text": "x", "in_reply_to": "-1"},
        {"text": "x", "in_reply_to": "12345"},
        {"text": "x", "in_reply_to": str(2**70)},
        {"text": "x", "media": ["12345"]},
        {"text": "x", "media": [str(2**62)]},
        {"text": "x", "warning": "w" * 300},
        {},
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(cast, browser_of, fields) -> None:
    answer = browser_of(cast.agora, cast.cleo).post("/posts", fields)
    assert answer.status_code == 422
    assert latest(cast) is None


def test_other_peoples_pictures_and_other_squares_ids_are_not_there(cast, browser_of) -> None:
    with inside(cast.agora):
        hers = upload(by=cast.ada, file=picture(), at=NOON)
        post = say(cast.ada)
    answer = browser_of(cast.agora, cast.cleo).post("/posts", {"text": "x", "media": [hers.pk]})
    assert answer.status_code == 422
    assert hers.preview not in answer.content.decode()
    stranger = browser_of(cast.forum, cast.dov)
    assert stranger.post("/posts", {"text": "x", "in_reply_to": post.pk}).status_code == 422
    assert stranger.post("/posts", {"text": "x", "media": [hers.pk]}).status_code == 422


def test_visitors_and_those_who_wait_do_not_write(cast, browser_of) -> None:
    assert browser_of(cast.agora).post("/posts", {"text": "x"}).status_code == 302
    with inside(cast.agora):
        state(cast.cleo, "suspended")
    assert browser_of(cast.agora, cast.cleo).post("/posts", {"text": "x"}).status_code == 403
    assert browser_of(cast.agora, cast.eli).get("/posts").status_code == 405
    assert latest(cast) is None


def test_a_form_from_elsewhere_is_refused(cast, browser_of) -> None:
    client = browser_of(cast.agora, cast.cleo)
    client.handler.enforce_csrf_checks = True
    assert client.post("/posts", {"text": "x"}).status_code == 403


def test_a_misread_language_is_one_touch_to_put_right(cast, browser_of) -> None:
    with inside(cast.agora):
        Charter.objects.filter(pk=1).update(language_policy="enforced", languages=["de"])
        forget(CURRENT_KEY)
    client = browser_of(cast.agora, cast.cleo)
    words = "Good morning everyone, the market opens at nine today."
    answer = client.post("/posts", {"text": words})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "It is in German" in page
    # A browser sends both values of "language" in the order of the page; the last one counts.
    assert page.index('<select name="language"') < page.index('name="language" value="de"')
    client.post("/posts", {"text": words, "language": "de"})
    post = latest(cast)
    assert (post.language, post.language_claimed) == ("de", True)


def test_the_page_to_write_on(cast, browser_of) -> None:
    with inside(cast.agora):
        root = say(cast.ada, "To be answered")
        hers = say(cast.ada, "Not for Cleo", visibility=Visibility.MENTIONED)
    client = browser_of(cast.agora, cast.cleo)
    assert client.get("/posts/new").status_code == 200
    page = client.get(f"/posts/new?reply={root.pk}").content.decode()
    assert "To be answered" in page
    assert "Not for Cleo" not in client.get(f"/posts/new?reply={hers.pk}").content.decode()


def test_editing_ones_own(cast, browser_of) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=NOON)
        drop = upload(by=cast.cleo, file=picture(), at=NOON)
        post = say(cast.cleo, "Before", media_ids=(media.pk, drop.pk))
    page = f"/@Cleo/{post.pk}/edit"
    client = browser_of(cast.agora, cast.cleo)
    assert "Before" in client.get(page).content.decode()
    fields = {
        "text": "After",
        f"alt_kept_{media.pk}": "A lake",
        "drop": [drop.pk],
        "picture_1": picture(),
    }
    assert client.post(page, fields).headers["Location"] == f"/@Cleo/{post.pk}"
    with inside(cast.agora):
        post.refresh_from_db()
        media.refresh_from_db()
        assert (post.text, media.description, post.attachments.count()) == ("After", "A lake", 2)
    answer = client.post(page, {"text": "x" * 1001})
    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()


@pytest.mark.parametrize("what", ["edit", "delete"])
def test_others_neither_edit_nor_delete(cast, browser_of, what) -> None:
    with inside(cast.agora):
        post = say(cast.cleo)
    page = f"/@Cleo/{post.pk}/{what}"
    for who in (cast.eli, cast.ben):
        assert browser_of(cast.agora, who).get(page).status_code == 404
        assert browser_of(cast.agora, who).post(page, {"text": "Mine"}).status_code == 404
    assert browser_of(cast.agora).post(page, {"text": "Mine"}).status_code == 302
    assert browser_of(cast.forum, cast.dov).post(page, {"text": "Mine"}).status_code == 404
    with inside(cast.agora):
        post.refresh_from_db()
    assert (post.text, post.deleted_at) == ("Good morning.", None)


def test_deleting_asks_once(cast, browser_of) -> None:
    with inside(cast.agora):
        post = say(cast.cleo)
    client = browser_of(cast.agora, cast.cleo)
    page = f"/@Cleo/{post.pk}/delete"
    assert "Delete this post?" in client.get(page).content.decode()
    assert client.post(page).headers["Location"] == "/@Cleo"
    assert client.get(f"/@Cleo/{post.pk}").status_code == 404
    assert client.post(page).status_code == 404


@pytest.fixture
def slowly(monkeypatch) -> None:
    monkeypatch.setattr("squares.media.intake.AT_ONCE_PIXELS", 0)


def test_a_short_film_is_published_at_once(cast, browser_of) -> None:
    client = browser_of(cast.agora, cast.cleo)
    client.post("/posts", {"text": "Rain", "picture_1": film(), "alt_1": "Rain on a roof"})
    post = latest(cast)
    page = client.get(f"/@Cleo/{post.pk}").content.decode()
    assert "<video controls" in page
    assert "autoplay" not in page
    assert 'aria-label="Rain on a roof"' in page
    assert 'property="og:image"' in page


def test_a_recording_and_a_moving_picture_have_controls_too(cast, browser_of) -> None:
    client = browser_of(cast.agora, cast.cleo)
    client.post("/posts", {"text": "", "picture_1": film("mp3")})
    client.post("/posts", {"text": "", "picture_1": film("gif"), "picture_2": picture()})
    page = client.get("/").content.decode()
    assert '<audio controls preload="none"' in page
    assert "muted loop" in page
    assert "Recording without a description" in page
    assert client.get(f"/@Cleo/{latest(cast).pk}/edit").status_code == 200


def test_a_longer_film_comes_back_with_the_words_until_it_is_ready(
    cast, browser_of, slowly, settled
) -> None:
    client = browser_of(cast.agora, cast.cleo)
    answer = client.post("/posts", {"text": "A walk", "picture_1": film()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A walk" in page
    assert "is being prepared" in page
    with inside(cast.agora):
        media = MediaAttachment.objects.get()
        assert media.state == "processing"
    piece = f"/posts/files/{media.pk}?form=write"
    assert piece in page
    assert "Being prepared" in client.get(piece).content.decode()
    with inside(cast.agora):
        actions.prepare_film(media_id=media.pk)
    ready = client.get(piece).content.decode()
    assert "Ready to be published" in ready
    assert "hx-get" not in ready
    client.post("/posts", {"text": "A walk", "media": [media.pk]})
    with inside(cast.agora):
        assert Attachment.objects.get().media_id == media.pk


def test_a_film_that_cannot_be_read_is_left_out(cast, browser_of, slowly) -> None:
    client = browser_of(cast.agora, cast.cleo)
    client.post("/posts", {"text": "A walk", "picture_1": film()})
    with inside(cast.agora):
        MediaAttachment.objects.update(state="failed")
        media = MediaAttachment.objects.get()
    piece = client.get(f"/posts/files/{media.pk}").content.decode()
    assert "could not be read" in piece
    assert "checkbox" not in piece


def test_a_file_is_asked_after_by_its_owner_only(cast, browser_of) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=NOON)
    piece = f"/posts/files/{media.pk}"
    assert browser_of(cast.agora, cast.eli).get(piece).status_code == 404
    assert browser_of(cast.forum, cast.dov).get(piece).status_code == 404
    assert browser_of(cast.agora).get(piece).status_code == 302


def test_what_came_before_a_refused_file_is_kept(cast, browser_of) -> None:
    bad = picture()
    bad.truncate(20)
    answer = browser_of(cast.agora, cast.cleo).post(
        "/posts", {"text": "Two", "picture_1": picture(), "picture_2": bad}
    )
    with inside(cast.agora):
        media = MediaAttachment.objects.get()
    assert f'name="media" value="{media.pk}"' in answer.content.decode()


def test_a_film_beside_a_picture_is_refused_and_one_may_be_left_out(cast, browser_of) -> None:
    client = browser_of(cast.agora, cast.cleo)
    answer = client.post("/posts", {"text": "", "picture_1": film(), "picture_2": picture()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "but not both" in page
    assert page.count('type="checkbox" name="media"') == 2
