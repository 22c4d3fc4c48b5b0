"""Films and recordings come in at once or in the background, and join a post when they are ready."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from commons import storage
from commons.errors import TooMany
from squares.media import actions, film, intake
from squares.media.errors import (
    CouldNotBePrepared,
    DescriptionTooLong,
    FileMissing,
    FilmBroken,
    FilmsNotTaken,
    FilmStandsAlone,
    FilmTooLarge,
    MediaInUse,
    MediaNotFound,
    NotAPicture,
    StillBeingPrepared,
)
from squares.media.models import MediaAttachment
from squares.media.tasks import delete_unattached
from squares.posts.actions.delete import delete_post, erase_deleted
from squares.posts.actions.edit import Change, edit_post
from talk_cast import NOON, picture, say
from talk_cast import film as filmed
from tenants.context import inside

pytestmark = pytest.mark.usefixtures("in_agora")


def sent(by, file=None, **more) -> MediaAttachment:
    return actions.upload(by=by, file=file or filmed(), at=NOON, **more)


def stored(settings) -> set[Path]:
    return {f for f in Path(settings.MEDIA_ROOT, "sq_agora").rglob("*") if f.is_file()}


@pytest.fixture
def slowly(monkeypatch):
    """Let nothing be quick, so that everything is prepared in the background."""
    monkeypatch.setattr(intake, "AT_ONCE_PIXELS", 0)
    monkeypatch.setattr(intake, "AT_ONCE_RECORDING_SECONDS", 0)


def test_a_short_film_is_ready_at_once(cast) -> None:
    media = sent(cast.cleo, description="Rain")
    media.refresh_from_db()
    assert (media.kind, media.state, media.mime) == ("video", "ready", "video/mp4")
    assert (media.width, media.height, media.frame_rate) == (64, 48, "25/1")
    assert media.duration_seconds == pytest.approx(1, abs=0.15)
    assert media.bit_rate
    assert len(media.blurhash) > 6
    assert media.file.startswith("films/")
    assert media.source == ""
    with storage.open_shown(media.preview) as still:
        assert still.read(4) == b"RIFF"


def test_a_recording_has_a_length_and_nothing_to_see(cast) -> None:
    media = sent(cast.cleo, filmed("mp3"))
    assert (media.kind, media.preview, media.blurhash, media.width) == ("audio", "", "", 0)
    assert media.file.endswith(".mp3")


@pytest.mark.parametrize(("file", "kind"), [("gif", "gifv"), ("webm", "gifv")])
def test_what_moves_without_a_sound_is_a_moving_picture(cast, file, kind) -> None:
    assert sent(cast.cleo, filmed(file, sound=False)).kind == kind


def test_a_still_gif_and_one_without_ffmpeg_are_pictures(cast, monkeypatch, tmp_path) -> None:
    assert sent(cast.cleo, picture(kind="GIF")).kind == "image"
    moving = filmed("gif")
    monkeypatch.setenv("PATH", str(tmp_path))
    media = sent(cast.cleo, moving)
    assert (media.kind, media.mime) == ("image", "image/webp")


def test_a_longer_film_waits_and_is_prepared_after(cast, slowly, settled, settings) -> None:
    before = stored(settings)
    with settled():
        waiting = sent(cast.cleo)
        assert (waiting.state, waiting.file, waiting.preview) == ("processing", "", "")
        source = waiting.source
        with pytest.raises(StillBeingPrepared):
            say(cast.cleo, media_ids=(waiting.pk,))
    media = MediaAttachment.objects.get()
    assert (media.state, media.source, media.kind) == ("ready", "", "video")
    with pytest.raises(FileNotFoundError):
        storage.open_shown(source)
    assert len(stored(settings) - before) == 2
    say(cast.cleo, media_ids=(media.pk,))


def test_synchronous_where_a_test_wants_it(cast, slowly, settings) -> None:
    settings.MEDIA_SYNCHRONOUS = True
    assert sent(cast.cleo).state == "ready"


def test_what_takes_longer_than_thought_goes_to_the_background(cast, monkeypatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE_SECONDS", 0.01)
    assert sent(cast.cleo).state == "processing"


def test_what_turns_out_unreadable_says_so(cast, slowly, settled, settings) -> None:
    before = stored(settings)
    media = sent(cast.cleo)
    storage.delete(media.source)
    storage.save(media.source, b"\x1a\x45\xdf\xa3 nothing more")
    actions.prepare_film(media_id=media.pk)
    media.refresh_from_db()
    assert (media.state, media.source, media.file) == ("failed", "", "")
    assert stored(settings) == before
    with pytest.raises(CouldNotBePrepared):
        say(cast.cleo, media_ids=(media.pk,))
    actions.prepare_film(media_id=media.pk)  # harmless to repeat


def test_a_film_taken_back_while_it_waits_leaves_nothing(cast, slowly, settings) -> None:
    before = stored(settings)
    media = sent(cast.cleo)
    actions.delete_media(by=cast.cleo, media_id=media.pk)
    actions.prepare_film(media_id=media.pk)
    assert stored(settings) == before
    assert not MediaAttachment.objects.exists()


def test_a_film_taken_back_while_it_is_prepared_leaves_nothing(
    cast, slowly, settings, monkeypatch
) -> None:
    before, prepare = stored(settings), film.prepare
    media = sent(cast.cleo)

    def meanwhile(*given):
        actions.delete_media(by=cast.cleo, media_id=media.pk)
        return prepare(*given)

    monkeypatch.setattr(film, "prepare", meanwhile)
    actions.prepare_film(media_id=media.pk)
    assert stored(settings) == before


def test_a_film_that_was_forgotten_is_asked_for_again_and_given_up(cast, slowly) -> None:
    media = sent(cast.cleo)
    assert actions.give_up_waiting(at=NOON + timedelta(minutes=5)) == []
    assert actions.give_up_waiting(at=NOON + timedelta(hours=1)) == [media.pk]
    assert actions.give_up_waiting(at=NOON + timedelta(hours=4)) == []
    media.refresh_from_db()
    assert (media.state, media.source) == ("failed", "")


def test_the_hourly_task_prepares_what_was_lost(cast, slowly, settled, monkeypatch) -> None:
    media = sent(cast.cleo)
    monkeypatch.setattr(
        "squares.media.tasks.clock.now", lambda: media.created_at + timedelta(hours=1)
    )
    with settled():
        delete_unattached()
    media.refresh_from_db()
    assert media.state == "ready"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileMissing),
        (b"no", NotAPicture),
        (b"\x1a\x45\xdf\xa3" + b"\x00" * 2000, FilmBroken),
        (b"GIF89a" + b"\x00" * 2000, NotAPicture),
        (b"\x89PNG\r\n\x1a\n" + b"PK\x03\x04" * 50, NotAPicture),
    ],
)
def test_what_cannot_be_used_leaves_nothing(cast, settings, content, refusal) -> None:
    before = stored(settings)
    with pytest.raises(refusal):
        sent(cast.cleo, io.BytesIO(content))
    with pytest.raises(DescriptionTooLong):
        sent(cast.cleo, description="x" * 1501)
    assert stored(settings) == before
    assert not MediaAttachment.objects.exists()


def test_a_broken_thumbnail_leaves_nothing(cast, settings) -> None:
    before = stored(settings)
    with pytest.raises(NotAPicture):
        sent(cast.cleo, thumbnail=io.BytesIO(b"no picture"))
    assert stored(settings) == before
    assert not MediaAttachment.objects.exists()


def test_a_film_too_large_is_refused_while_it_is_read(cast, monkeypatch) -> None:
    monkeypatch.setattr(film, "LIMIT_BYTES", 2000)
    with pytest.raises(FilmTooLarge):
        sent(cast.cleo)


def test_where_ffmpeg_is_missing_films_are_refused_in_words(cast, monkeypatch, tmp_path) -> None:
    file = filmed("mp4")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FilmsNotTaken) as refused:
        sent(cast.cleo, file)
    assert "ffmpeg" in refused.value.text()


def test_films_have_a_limit_of_their_own(cast, monkeypatch) -> None:
    monkeypatch.setattr(actions, "FILMS_AN_HOUR", 1)
    sent(cast.cleo)
    with pytest.raises(TooMany):
        sent(cast.cleo)
    sent(cast.cleo, picture())


def test_a_thumbnail_of_ones_own_is_shown_instead(cast, settled, settings) -> None:
    before = stored(settings)
    with settled():
        media = sent(cast.cleo, thumbnail=picture((50, 50)))
    assert media.preview.endswith(".png")
    assert (media.preview_width, media.preview_height) == (50, 50)
    assert len(stored(settings) - before) == 2
    with settled():
        again = actions.describe(
            by=cast.cleo, media_id=media.pk, thumbnail=picture((900, 300), "JPEG")
        )
    assert (again.preview_width, again.preview_height) == (640, 213)
    assert again.description == media.description
    assert len(stored(settings) - before) == 2


def test_a_recording_may_have_a_cover_and_a_picture_shows_itself(cast) -> None:
    assert sent(cast.cleo, filmed("mp3"), thumbnail=picture()).preview
    shown = sent(cast.cleo, picture((64, 48)), thumbnail=picture((50, 50)))
    assert shown.preview_width == 64


def test_a_thumbnail_survives_the_preparing(cast, slowly, settled) -> None:
    with settled():
        media = sent(cast.cleo, thumbnail=picture((50, 50)))
    after = MediaAttachment.objects.get()
    assert after.state == "ready"
    assert (after.preview, after.width) == (media.preview, 64)


def test_a_film_stands_alone_what_only_moves_does_not(cast) -> None:
    one, still, loop = sent(cast.cleo), sent(cast.cleo, picture()), sent(cast.cleo, filmed("gif"))
    for ids in ([one.pk, still.pk], [one.pk, sent(cast.cleo, filmed("mp3")).pk]):
        with pytest.raises(FilmStandsAlone):
            say(cast.cleo, media_ids=tuple(ids))
    post = say(cast.cleo, media_ids=(still.pk, loop.pk))
    with pytest.raises(FilmStandsAlone):
        edit_post(
            by=cast.cleo,
            post_id=post.pk,
            change=Change(text="x", media_ids=(still.pk, one.pk)),
            at=NOON,
        )
    edit_post(by=cast.cleo, post_id=post.pk, change=Change(text="x", media_ids=(one.pk,)), at=NOON)


def test_only_the_owner_deletes_and_only_what_is_on_no_post(cast, forum, settings) -> None:
    before = stored(settings)
    media = sent(cast.cleo)
    with pytest.raises(MediaNotFound):
        actions.delete_media(by=cast.ada, media_id=media.pk)
    with inside(forum), pytest.raises(MediaNotFound):
        actions.delete_media(by=cast.dov, media_id=media.pk)
    post = say(cast.cleo, media_ids=(media.pk,))
    with pytest.raises(MediaInUse):
        actions.delete_media(by=cast.cleo, media_id=media.pk)
    delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    actions.move_files(media_ids=[media.pk])
    with pytest.raises(FileNotFoundError):
        storage.open_shown(media.file)
    erase_deleted(at=NOON + timedelta(days=31))
    assert stored(settings) == before
