"""Files are served to who knows their name, from their own square, until they are withheld."""

import io

import pytest
from PIL import Image

from squares.media.actions import upload
from squares.media.faces import store_avatar
from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post, unhide_post
from squares.web.talk.ranges import Span, span_of
from talk_cast import NOON, film, picture, say
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


@pytest.fixture
def played(cast):
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=film("webm"), at=NOON)
        return media, say(cast.cleo, media_ids=(media.pk,))


def asked(client, name: str, **headers: str):
    """Ask for a file with headers, and read what comes to its end."""
    answer = client.get(f"/media/{name}", headers=headers)
    return answer, b"".join(answer)


def test_a_film_is_served_whole_and_in_spans(cast, browser_of, played) -> None:
    media, _ = played
    client = browser_of(cast.agora)
    answer, whole = asked(client, media.file)
    assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
    assert answer["Accept-Ranges"] == "bytes"
    assert int(answer["Content-Length"]) == len(whole)
    size = len(whole)
    for header, first, last in (
        ("bytes=0-", 0, size - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=100-299", 100, 299),
        ("bytes=-50", size - 50, size - 1),
        (f"bytes={size - 3}-{size + 90}", size - 3, size - 1),
    ):
        answer, span = asked(client, media.file, range=header)
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert int(answer["Content-Length"]) == len(span)
        assert span == whole[first : last + 1]
        assert answer["ETag"] == f'"{media.file}"'


def test_a_span_beyond_the_end_is_refused(cast, browser_of, played) -> None:
    media, _ = played
    answer, _ = asked(browser_of(cast.agora), media.file, range="bytes=99999999-")
    assert answer.status_code == 416
    assert answer["Content-Range"].startswith("bytes */")


def test_a_span_of_another_copy_is_answered_with_the_whole(cast, browser_of, played) -> None:
    media, _ = played
    client = browser_of(cast.agora)
    old = {"range": "bytes=0-1", "if-range": '"films/other"'}
    assert asked(client, media.file, **old)[0].status_code == 200
    same = {"range": "bytes=0-1", "if-range": f'"{media.file}"'}
    assert asked(client, media.file, **same)[0].status_code == 206
    answer = client.head(f"/media/{media.file}", headers={"range": "bytes=0-1"})
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_span_of_what_is_withheld_is_not_there(cast, browser_of, played) -> None:
    media, post = played
    with inside(cast.agora):
        hide_post(post=post, at=NOON)
    assert asked(browser_of(cast.agora), media.file, range="bytes=0-1")[0].status_code == 404


def test_a_film_that_waits_is_served_to_nobody(cast, browser_of, monkeypatch) -> None:
    monkeypatch.setattr("squares.media.intake.AT_ONCE_PIXELS", 0)
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=film(), at=NOON)
    assert status(browser_of(cast.agora, cast.cleo), media.source) == 404


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("chunks=0-1", None),
        ("bytes=5-2", None),
        ("bytes=٣-٤", None),
        ("bytes=" + "9" * 40 + "-", None),
        ("bytes=10-", Span(10, 9)),
        ("bytes=-0", Span(10, 9)),
        ("bytes=-90", Span(0, 9)),
        ("BYTES = 2 - 3 ", Span(2, 3)),
    ],
)
def test_a_range_is_read_as_the_rfc_says(header, span) -> None:
    assert span_of(header, 10) == span


def test_a_picture_is_drawn_for_who_has_none(cast, browser_of) -> None:
    client = browser_of(cast.agora)
    for which, size in (("avatar", (400, 400)), ("header", (1500, 500))):
        answer = client.get(f"/media/default/{which}/120.png")
        assert answer["Content-Type"] == "image/png"
        assert "public" in answer["Cache-Control"]
        assert Image.open(io.BytesIO(answer.content)).size == size
    for wrong in ("avatar/121.png", "avatar/360.png", "poster/120.png", "avatar/-10.png"):
        assert client.get(f"/media/default/{wrong}").status_code == 404


def test_a_proxy_may_send_the_file_once_we_agreed(cast, browser_of, played, settings) -> None:
    settings.MEDIA_PROXY_PATH = "/files/"
    media, post = played
    client = browser_of(cast.agora)
    answer = client.get(f"/media/{media.file}", headers={"range": "bytes=0-1"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"] == f"/files/sq_agora/shown/{media.file}"
    assert answer["Content-Type"] == "video/mp4"
    assert client.get("/media/avatars/../../x").status_code == 404
    with inside(cast.agora):
        hide_post(post=post, at=NOON)
    assert client.get(f"/media/{media.file}").status_code == 404
