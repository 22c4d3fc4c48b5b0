"""Files are served to who knows their name, from their own square, until they are withheld."""

import pytest

from squares.media.actions import store_avatar, upload
from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post, unhide_post
from talk_cast import NOON, picture, say
from tenants.context import inside


def status(client, name: str) -> int:
    """Ask for a file and read it to its end, which closes it."""
    answer = client.get(f"/media/{name}")
    list(answer)
    return answer.status_code


@pytest.fixture
def shown(cast):
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=NOON)
        return media, say(cast.cleo, media_ids=(media.pk,))


def test_a_picture_is_served_and_never_run(cast, browser_of, shown) -> None:
    media, _ = shown
    for name in (media.file, media.preview):
        answer = browser_of(cast.agora).get(f"/media/{name}")
        assert answer.status_code == 200
        assert b"".join(answer)
        assert answer["Content-Type"] in {"image/png", "image/webp"}
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["Content-Disposition"] == "inline"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_a_kept_copy_is_asked_about_and_falls_with_the_post(cast, browser_of, shown) -> None:
    media, post = shown
    client, address = browser_of(cast.agora), f"/media/{media.file}"
    first = client.get(address)
    assert b"".join(first)
    kept = {"if-none-match": first["ETag"]}
    assert client.get(address, headers=kept).status_code == 304
    with inside(cast.agora):
        hide_post(post=post, at=NOON)
    assert client.get(address, headers=kept).status_code == 404


def test_an_avatar_is_served(cast, browser_of) -> None:
    with inside(cast.agora):
        name = store_avatar(by=cast.cleo, file=picture(), at=NOON)
    assert status(browser_of(cast.agora), name) == 200
    assert status(browser_of(cast.forum), name) == 404


def test_a_withheld_or_deleted_file_is_gone_at_once(cast, browser_of, shown) -> None:
    media, post = shown
    client = browser_of(cast.agora, cast.cleo)
    with inside(cast.agora):
        hide_post(post=post, at=NOON)
    assert status(client, media.file) == 404
    with inside(cast.agora):
        unhide_post(post=post, at=NOON)
    assert status(client, media.file) == 200
    with inside(cast.agora):
        delete_post(by=cast.cleo, post_id=post.pk, at=NOON)
    assert status(client, media.preview) == 404


def test_the_other_square_has_no_such_file(cast, browser_of, shown) -> None:
    media, _ = shown
    for who in (None, cast.dov):
        assert status(browser_of(cast.forum, who), media.file) == 404


@pytest.mark.parametrize(
    "name",
    [
        "pictures/00/none.webp",
        "pictures/../../sq_agora/shown/x.webp",
        "../../../etc/passwd",
        "avatars/../../x",
        "avatars/%2e%2e/%2e%2e/x",
        "inbox/1.eml",
        "pictures/",
        "avatars",
        "avatars/" + "x" * 400,
    ],
)
def test_wrong_names_find_nothing(cast, browser_of, name) -> None:
    assert status(browser_of(cast.agora), name) == 404
