"""The page on which members say how they want to write and read."""

import pytest

from squares.media.actions import upload
from squares.members.actions.profile import change_preferences
from squares.members.models import Member
from squares.members.preferences import preferences_of
from talk_cast import NOON, follow, picture, say
from tenants.context import inside

PAGE = "/settings/preferences"
CHOSEN = {
    "pages": "de",
    "visibility": "unlisted",
    "quotes": "followers",
    "language": "de",
    "sensitive": "on",
    "pictures": "show_all",
    "spoilers": "on",
}


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


def now(cast):
    with inside(cast.agora):
        return Member.objects.get(pk=cast.cleo.pk)


def test_what_is_chosen_is_kept_and_shown(cleo, cast) -> None:
    answer = cleo.post(PAGE, CHOSEN)
    assert answer["Location"] == PAGE
    assert answer.cookies["language"].value == "de"
    member = now(cast)
    wishes = preferences_of(member)
    assert (member.language, wishes.visibility, wishes.quotes) == ("de", "unlisted", "followers")
    assert (wishes.language, wishes.sensitive, wishes.media, wishes.spoilers) == (
        "de",
        True,
        "show_all",
        True,
    )
    page = cleo.get(PAGE).content.decode()
    assert '<option value="unlisted" selected>' in page
    cleo.post(PAGE, {"visibility": "public", "quotes": "everyone", "pictures": "default"})
    assert now(cast).preferences == {}


@pytest.mark.parametrize(
    "wrong",
    [{"visibility": "mentioned"}, {"quotes": ""}, {"pictures": "some"}, {"pages": "xx"}],
)
def test_what_cannot_be_chosen(cleo, cast, wrong) -> None:
    assert cleo.post(PAGE, {**CHOSEN, **wrong}).status_code == 422
    assert (now(cast).preferences, now(cast).language) == ({}, "")


def test_it_is_for_members(browser_of, cast) -> None:
    visitor = browser_of(cast.agora)
    assert visitor.get(PAGE)["Location"].startswith("/account/login/")
    assert visitor.post(PAGE, CHOSEN)["Location"].startswith("/account/login/")
    stranger = browser_of(cast.agora)
    stranger.cookies = browser_of(cast.forum, cast.dov).cookies
    assert stranger.get(PAGE).status_code == 302


def wish(cast, **chosen) -> None:
    with inside(cast.agora):
        change_preferences(by=now(cast), at=NOON, **chosen)


def shown(cast):
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        media = upload(by=cast.ada, file=picture(), at=NOON)
        covered = say(cast.ada, "Look.", warning="A spider", media_ids=(media.pk,))
        media = upload(by=cast.ada, file=picture(), at=NOON)
        say(cast.ada, "A bridge.", media_ids=(media.pk,))
    return covered


@pytest.mark.parametrize(
    ("wishes", "veils", "opened"),
    [
        ({}, 1, False),
        ({"media": "show_all"}, 0, False),
        ({"media": "hide_all"}, 2, False),
        ({"spoilers": True}, 1, True),
    ],
)
def test_posts_are_shown_as_one_likes_it(cleo, browser_of, cast, wishes, veils, opened) -> None:
    post = shown(cast)
    wish(cast, **wishes)
    page = cleo.get("/").content.decode()
    assert page.count('class="media-veil"') == veils
    assert ('<details class="post-warning" open>' in page) == opened
    whole = cleo.get(f"/@Ada/{post.pk}").content.decode()
    assert ('<details class="post-warning" open>' in whole) == opened
    answer = cleo.post(f"/@Ada/{post.pk}/favourite", headers={"HX-Request": "true"})
    assert ('<details class="post-warning" open>' in answer.content.decode()) == opened
    others = browser_of(cast.agora, cast.ada).get("/@Ada").content.decode()
    assert others.count('class="media-veil"') == 1


def test_writing_starts_from_what_was_chosen(cleo, cast) -> None:
    with inside(cast.agora):
        post = say(cast.ada, "Guten Tag")
    wish(cast, visibility="followers", quotes="nobody", language="de")
    for path in ("/", "/posts/new", f"/posts/new?reply={post.pk}"):
        page = cleo.get(path).content.decode()
        assert '<option value="followers" selected>' in page, path
        assert '<option value="de" selected>' in page, path
    assert '<option value="nobody" selected>' in cleo.get("/posts/new").content.decode()


def test_a_reply_never_starts_wider_than_what_it_answers(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        post = say(cast.ada, visibility="followers")
    page = cleo.get(f"/posts/new?reply={post.pk}").content.decode()
    assert '<option value="followers" selected>' in page
