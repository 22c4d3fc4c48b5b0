"""A visitor's page is sent once, and again only when it says something else."""

import pytest

from talk_cast import say
from tenants.context import inside


@pytest.fixture
def visitor(cast, browser_of):
    with inside(cast.agora):
        say(cast.cleo, "Bread at ten.")
    return browser_of(cast.agora)


@pytest.mark.parametrize("path", ["/public", "/about", "/@Cleo", "/@Cleo/feed.atom"])
def test_what_is_known_is_not_sent_again(visitor, path):
    first = visitor.get(path)
    assert first.status_code == 200
    tag = first["ETag"]
    again = visitor.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == tag
    assert again.get("Vary") == first.get("Vary")
    assert again.get("Cache-Control") == first.get("Cache-Control")
    assert "Content-Type" not in again


def test_what_is_new_is_sent(cast, visitor):
    tag = visitor.get("/public")["ETag"]
    with inside(cast.agora):
        say(cast.cleo, "No bread today.")
    answer = visitor.get("/public", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "No bread today." in answer.content.decode()
    assert answer["ETag"] != tag


def test_another_square_is_another_page(cast, visitor, browser_of):
    tag = visitor.get("/about")["ETag"]
    other = browser_of(cast.forum).get("/about", headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other["ETag"] != tag


def test_members_forms_and_what_is_missing_carry_none(cast, visitor, browser_of):
    member = browser_of(cast.agora)
    with inside(cast.agora):
        member.force_login(cast.cleo.user)
    assert "ETag" not in member.get("/public")
    assert "ETag" not in visitor.get("/account/login/")
    missing = visitor.get("/@nobody", headers={"If-None-Match": "*"})
    assert missing.status_code == 404
