"""Notifications as one: dismissed, cleared, held back, and chosen."""

import pytest

from squares.members.models import Member
from squares.notifications.actions.policy import change_policy
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from squares.notifications.queries.policies import policy_of
from squares.notifications.rules import Kind, Reception
from talk_cast import NOON, say
from tenants.context import inside

HTMX = {"hx-request": "true"}


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


@pytest.fixture
def liked(cast):
    """Ada, Ben and Eli like what Cleo said."""
    with inside(cast.agora):
        said = say(cast.cleo, "Bread at ten.")
        for fan in (cast.ada, cast.ben, cast.eli):
            news = News(Kind.FAVOURITE, actor_id=fan.pk, post_id=said.pk)
            notify(member_ids=[cast.cleo.pk], news=news, at=NOON)
        return Notification.objects.latest("pk").group_key


@pytest.fixture
def held(cast):
    """Eli's news waits for Cleo."""
    with inside(cast.agora):
        change_policy(by=cast.cleo, at=NOON, not_following=Reception.FILTER)
        said = say(cast.eli, "@Cleo have you seen this?")
        news = News(Kind.MENTION, actor_id=cast.eli.pk, post_id=said.pk)
        notify(member_ids=[cast.cleo.pk], news=news, at=NOON)


def words(response):
    return " ".join(response.content.decode().split())


def test_those_alike_are_one_line(cleo, liked):
    page = words(cleo.get("/notifications"))
    assert "and 2 others favourited your post" in page
    assert page.count("Bread at ten.") == 1


def test_a_line_that_no_key_names_is_none(cleo, liked):
    assert cleo.post("/notifications/dismiss", {"key": "\0"}).status_code == 302


def test_one_line_is_dismissed(cleo, liked, cast, browser_of):
    browser_of(cast.agora, cast.eli).post("/notifications/dismiss", {"key": liked})
    assert "others favourited" in words(cleo.get("/notifications"))
    response = cleo.post("/notifications/dismiss", {"key": liked}, headers=HTMX)
    assert "Dismissed." in words(response)
    assert "others favourited" not in words(cleo.get("/notifications"))
    assert cleo.post("/notifications/dismiss", {"key": "ungrouped-77"})["Location"] == (
        "/notifications"
    )


def test_everything_is_removed_after_a_question(cleo, liked):
    assert "Remove all notifications?" in words(cleo.get("/notifications/clear"))
    assert "others favourited" in words(cleo.get("/notifications"))
    assert cleo.post("/notifications/clear")["Location"] == "/notifications"
    assert "Nothing happened yet" in words(cleo.get("/notifications"))


def test_what_is_held_back_is_announced_and_listed(cleo, held):
    page = words(cleo.get("/notifications"))
    assert "News of 1 person is held back" in page
    assert "mentioned you" not in page
    waiting = words(cleo.get("/notifications/waiting"))
    assert "have you seen this?" in waiting
    assert "1 notification," in waiting


def test_somebody_is_heard(cleo, held, cast):
    response = cleo.post(f"/notifications/waiting/{cast.eli.pk}/hear", headers=HTMX)
    assert "Among your notifications now." in words(response)
    assert "mentioned you" in words(cleo.get("/notifications"))
    assert "Nothing is held back" in words(cleo.get("/notifications/waiting"))


def test_somebody_is_passed_over(cleo, held, cast):
    response = cleo.post(f"/notifications/waiting/{cast.eli.pk}/ignore")
    assert response["Location"] == "/notifications/waiting"
    assert "Nothing is held back" in words(cleo.get("/notifications/waiting"))
    assert "mentioned you" not in words(cleo.get("/notifications"))


@pytest.mark.parametrize("act", ["hear", "ignore"])
def test_nobody_answers_anothers_requests(browser_of, held, cast, act):
    address = f"/notifications/waiting/{cast.eli.pk}/{act}"
    assert browser_of(cast.agora, cast.ada).post(address).status_code == 404
    assert browser_of(cast.forum, cast.dov).post(address).status_code == 404
    assert "/account/login/" in browser_of(cast.agora).post(address)["Location"]
    with inside(cast.agora):
        assert Notification.objects.filter(filtered=True).count() == 1


def test_the_policy_is_shown_and_saved(cleo, cast):
    assert 'value="filter" selected' in words(cleo.get("/settings/notifications"))
    chosen = {
        "not_following": "accept",
        "not_followers": "filter",
        "new_accounts": "drop",
        "private_mentions": "filter",
        "limited_accounts": "accept",
    }
    response = cleo.post("/settings/notifications", chosen)
    assert response["Location"] == "/settings/notifications"
    with inside(cast.agora):
        policy = policy_of(Member.objects.get(pk=cast.cleo.pk))
    assert {name: getattr(policy, name) for name in chosen} == chosen


def test_a_policy_that_does_not_exist_is_refused(cleo, cast):
    response = cleo.post("/settings/notifications", {"not_following": "shout"})
    assert response.status_code == 422
    with inside(cast.agora):
        assert Member.objects.get(pk=cast.cleo.pk).preferences == {}


def test_what_is_held_back_costs_the_same_however_much(cleo, held, cast, costs_the_same):
    def more():
        with inside(cast.agora):
            for n in range(20):
                other = Member.objects.create(
                    handle=f"o{n}", handle_key=f"o{n}", skeleton=f"o{n}", joined_at=NOON
                )
                news = News(Kind.MENTION, actor_id=other.pk, post_id=say(other, "@Cleo ?").pk)
                notify(member_ids=[cast.cleo.pk], news=news, at=NOON)

    costs_the_same(lambda: cleo.get("/notifications/waiting"), more=more)
