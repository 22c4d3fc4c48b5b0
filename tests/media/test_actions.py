"""Files come in, are described, and go when nobody wanted them."""

from datetime import timedelta

import pytest

from commons import storage
from commons.errors import TooMany
from squares.media import actions, faces
from squares.media.errors import DescriptionTooLong, MediaNotFound, NotAPicture
from squares.media.models import MediaAttachment
from squares.members.errors import MemberSuspended
from talk_cast import NOON, picture, say, state
from tenants.context import inside

pytestmark = pytest.mark.usefixtures("in_agora")


def sent(by, **more):
    return actions.upload(by=by, file=picture(), at=NOON, **more)


def test_an_upload_is_stored_under_names_nobody_can_guess(cast) -> None:
    media = sent(cast.cleo, description=" A square\x00 ")
    media.refresh_from_db()
    assert media.description == "A square"
    assert media.file.split("/")[0] == "pictures"
    assert len(media.file) > 40
    for name in (media.file, media.preview):
        with storage.open_shown(name) as file:
            assert file.read(4)


def test_what_cannot_be_used_leaves_nothing(cast) -> None:
    import io

    with pytest.raises(NotAPicture):
        actions.upload(by=cast.cleo, file=io.BytesIO(b"no"), at=NOON)
    with pytest.raises(DescriptionTooLong):
        sent(cast.cleo, description="x" * 1501)
    assert not MediaAttachment.objects.exists()


def test_who_may_not_write_may_not_upload(cast, monkeypatch) -> None:
    monkeypatch.setattr(actions, "UPLOADS_AN_HOUR", 1)
    sent(cast.eli)
    with pytest.raises(TooMany):
        sent(cast.eli)
    state(cast.cleo, "suspended")
    with pytest.raises(MemberSuspended):
        sent(cast.cleo)


def test_only_the_owner_describes(cast) -> None:
    media = sent(cast.cleo)
    done = actions.describe(by=cast.cleo, media_id=media.pk, description="Tea", focus=(9, -0.5))
    assert (done.description, done.focus_x, done.focus_y) == ("Tea", 1, -0.5)
    with pytest.raises(MediaNotFound):
        actions.describe(by=cast.ada, media_id=media.pk, description="Mine")


def test_what_joined_no_post_goes_after_a_day(cast) -> None:
    lost, kept = sent(cast.cleo), sent(cast.cleo)
    say(cast.cleo, media_ids=(kept.pk,))
    assert actions.delete_unattached(at=NOON + timedelta(hours=23)) == 0
    assert actions.delete_unattached(at=NOON + timedelta(hours=25)) == 1
    assert MediaAttachment.objects.get() == kept
    with pytest.raises(FileNotFoundError):
        storage.open_shown(lost.file)


def test_an_avatar_is_only_a_file(cast) -> None:
    name = faces.store_avatar(by=cast.cleo, file=picture(), at=NOON)
    assert name.startswith("avatars/")
    storage.open_shown(name).close()
    assert not MediaAttachment.objects.exists()


def test_a_file_of_one_square_is_not_in_the_other(cast, forum) -> None:
    media = sent(cast.cleo)
    with inside(forum), pytest.raises(FileNotFoundError):
        storage.open_shown(media.file)
