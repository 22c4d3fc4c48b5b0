"""Which streams there are, by what name, and what their events are marked with."""

import pytest

from squares.streaming.streams import Kind, Refused, at_path, named


@pytest.mark.parametrize(
    ("name", "kind", "only_media"),
    [
        ("user", Kind.USER, False),
        ("user:notification", Kind.NOTIFICATIONS, False),
        ("public", Kind.PUBLIC, False),
        ("public:media", Kind.PUBLIC, True),
        ("public:local", Kind.PUBLIC, False),
        ("public:local:media", Kind.PUBLIC, True),
        ("public:remote", Kind.ELSEWHERE, False),
        ("public:remote:media", Kind.ELSEWHERE, True),
        ("direct", Kind.DIRECT, False),
    ],
)
def test_plain_names(name: str, kind: Kind, only_media: bool) -> None:
    stream = named(name)
    assert (stream.kind, stream.only_media) == (kind, only_media)
    assert stream.label == b'["%s"]' % name.encode()
    assert named(name) is stream


def test_a_hashtag_is_marked_as_it_was_written_and_found_in_any_spelling() -> None:
    stream = named("hashtag", tag="BrotBacken")
    assert stream.label == b'["hashtag","BrotBacken"]'
    assert stream.key == "brotbacken"
    assert named("hashtag:local", tag="x").label == b'["hashtag:local","x"]'


def test_a_list_is_marked_by_its_number() -> None:
    assert (named("list", list_id="12").list_id, named("list", list_id="x1").list_id) == (12, 0)
    assert named("list", list_id="12").label == b'["list","12"]'


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Unknown stream type"),
        ("home", "Unknown stream type"),
        ("hashtag", "Missing tag name parameter"),
        ("hashtag:local", "Missing tag name parameter"),
        ("list", "Missing list name parameter"),
    ],
)
def test_what_there_is_not(name: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        named(name)
    assert (refused.value.status, refused.value.words) == (400, words)


@pytest.mark.parametrize(
    ("path", "only_media", "name"),
    [
        ("user", False, "user"),
        ("user", True, "user"),
        ("user/notification", False, "user:notification"),
        ("public", False, "public"),
        ("public", True, "public:media"),
        ("public/local", True, "public:local:media"),
        ("public/remote", False, "public:remote"),
        ("hashtag", True, "hashtag"),
        ("hashtag/local", False, "hashtag:local"),
        ("list", False, "list"),
        ("direct", False, "direct"),
    ],
)
def test_addresses(path: str, only_media: bool, name: str) -> None:
    stream = at_path(path, only_media=only_media, tag="bread", list_id="7")
    assert stream is not None
    assert stream.name == name


def test_no_stream_elsewhere() -> None:
    assert at_path("home", only_media=False, tag="", list_id="") is None


@pytest.mark.parametrize(
    ("name", "scope"), [("user", "read:statuses"), ("user:notification", "read:notifications")]
)
def test_scopes(name: str, scope: str) -> None:
    assert named(name).scope == scope
