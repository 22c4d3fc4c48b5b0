"""The page on which members say how they want to write and read."""

import pytest

from squares.members.models import Member
from squares.members.preferences import preferences_of
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
