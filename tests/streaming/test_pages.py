"""Pages of ours hear by ids only, by their session, and only those of the same host."""

import json

import pytest

from cast import browser
from commons import clock
from squares.notifications.actions.tell import News, notify
from squares.notifications.rules import Kind
from squares.posts.actions.delete import delete_post
from squares.posts.models.post import Visibility
from streaming.ears import Events
from tenants.context import inside


@pytest.fixture
def page(running, plaza):
    """Return a maker of open pages: of a member, or of a visitor."""
    made = []

    def open_page(member=None, host: str = "", **headers: str) -> Events:
        if member is not None:
            session = browser(plaza.home_of(member), member).cookies["session"].value
            headers["Cookie"] = f"theme=dark; session={session}"
        made.append(Events(running.port, host or plaza.square.host, "/events", **headers))
        running.settled()
        return made[-1]

    yield open_page
    for ear in made:
        ear.close()


def test_a_member_hears_of_home_and_a_visitor_of_the_public_square(page, plaza) -> None:
    eli, visitor = page(plaza.eli), page()
    quiet = plaza.say(plaza.cleo, visibility=Visibility.FOLLOWERS)
    elsewhere = plaza.say(plaza.ben)
    public = plaza.say(plaza.cleo)
    assert [eli.next().payload for _ in range(2)] == [
        {"kind": "post", "post": quiet},
        {"kind": "post", "post": public},
    ]
    assert [visitor.next().payload["post"] for _ in range(2)] == [elsewhere, public]


def test_what_is_gone_leaves_every_page(page, plaza) -> None:
    post = plaza.say(plaza.ben)
    pages = [page(plaza.eli), page()]
    plaza.do(delete_post, by=plaza.ben, post_id=post)
    for one in pages:
        assert one.next() == ("gone", {"kind": "gone", "post": post}, ())


def test_a_member_is_told_that_something_is_unread(page, plaza) -> None:
    member = plaza.newcomer()
    own, other = page(member), page(plaza.eli)
    with plaza.inside():
        notify(member_ids=[member.pk], news=News(Kind.FOLLOW, plaza.ben.pk), at=clock.now())
    assert own.next() == ("told", {"kind": "told", "member": member.pk}, ())
    post = plaza.say(plaza.cleo)
    assert other.next().payload["post"] == post


def test_a_session_of_another_square_is_a_visitors(page, plaza) -> None:
    session = browser(plaza.harbour, plaza.dov).cookies["session"].value
    there = page(Cookie=f"session={session}")
    plaza.say(plaza.cleo, visibility=Visibility.FOLLOWERS)
    post = plaza.say(plaza.cleo)
    assert there.next().payload["post"] == post


@pytest.mark.parametrize("change", ["password", "suspended", "pending"])
def test_who_is_signed_in_no_longer_hears_as_a_visitor(running, plaza, change: str) -> None:
    member = plaza.newcomer(follows=(plaza.cleo,))
    session = browser(plaza.square, member).cookies["session"].value
    with inside(plaza.square):
        if change == "password":
            member.user.set_password("another horse battery")
            member.user.save()
        else:
            type(member).objects.filter(pk=member.pk).update(state=change)
    there = Events(running.port, plaza.square.host, "/events", Cookie=f"session={session}")
    running.settled()
    plaza.say(plaza.cleo, visibility=Visibility.FOLLOWERS)
    post = plaza.say(plaza.cleo)
    assert there.next().payload["post"] == post
    there.close()


@pytest.mark.parametrize("cookie", ["session=nonsense", "no cookie at all", "session="])
def test_a_session_that_is_none_is_a_visitors(page, cookie: str) -> None:
    assert page(Cookie=cookie).status == 200


def test_only_pages_of_the_same_host_may_read(page, plaza) -> None:
    host = plaza.square.host
    own, other, none = (
        page(Origin=f"http://{host}:8000"),
        page(Origin=f"http://{plaza.harbour.host}:8000"),
        page(),
    )
    assert own.headers["access-control-allow-origin"] == f"http://{host}:8000"
    assert own.headers["access-control-allow-credentials"] == "true"
    for found in (other, none):
        assert "access-control-allow-origin" not in found.headers


def test_no_square_no_stream(page) -> None:
    found = page(host="nowhere.localhost")
    assert found.status == 404
    assert json.loads(found.body()) == {"error": "There is no square at this address"}


def test_a_page_comes_back_after_a_quarter_of_an_hour(page, running, plaza) -> None:
    ear = page(plaza.eli)

    def later() -> None:
        running.hub._second += 901
        running.hub._tick()

    running.on_loop(later)
    assert ear.next() is None
