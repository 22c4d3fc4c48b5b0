"""The door of a square: who comes in, and how."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import RequestFactory

from accounts.adapter import Adapter
from accounts.models import User
from squares.charter.queries import rules_in_force
from squares.members.actions.inviting import invite
from squares.members.models import Member
from tenants.context import inside, outside
from tenants.middleware import forget_hosts
from tenants.models.square import Square

PASSWORD = "four words are enough"


def now():
    return datetime.now(UTC)


def set_square(square, **values):
    with outside():
        Square.objects.filter(pk=square.pk).update(**values)
    forget_hosts()


def answers(square, **more):
    with inside(square):
        ticked = {f"rule_{rule.id}": "on" for rule in rules_in_force()}
    form = {"handle": "Gil", "email": "gil@example.org", "password1": PASSWORD} | ticked | more
    return {name: value for name, value in form.items() if value is not None}


def members(square, **where):
    with inside(square):
        return list(Member.objects.filter(**where))


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/account/confirm-email/\S+)", letter.body)[1]


@pytest.fixture
def visitor(browser_of, agora):
    return browser_of(agora)


def test_the_whole_way_in(visitor, cast, settled):
    with settled():
        response = visitor.post("/join", answers(cast.agora))
    assert response.status_code == 302
    assert visitor.get(response["Location"]).status_code == 200
    assert [m.state for m in members(cast.agora, handle="Gil")] == ["unconfirmed"]
    letter = mail.outbox[-1]
    assert letter.to == ["gil@example.org"]
    page = visitor.get(link_in(letter))
    assert page.status_code == 200
    response = visitor.post(link_in(letter))
    assert response["Location"] == "/welcome"
    assert [m.state for m in members(cast.agora, handle="Gil")] == ["active"]
    welcome = visitor.get("/welcome")
    assert welcome.status_code == 200
    assert "@Gil" in welcome.content.decode()
    assert members(cast.forum, handle="Gil") == []


def test_nobody_signs_in_before_the_address_is_confirmed(visitor, cast):
    visitor.post("/join", answers(cast.agora))
    form = {"login": "gil@example.org", "password": PASSWORD}
    response = visitor.post("/account/login/", form)
    assert response["Location"] == "/account/confirm-email/"
    assert visitor.get("/notifications").status_code == 302


def test_the_page_shows_each_rule_with_a_box_of_its_own(visitor, cast):
    page = visitor.get("/join").content.decode()
    with inside(cast.agora):
        for rule in rules_in_force():
            assert f'name="rule_{rule.id}"' in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"handle": "gil gil"}, "letters from a to z"),
        ({"handle": "CLEO"}, "is taken"),
        ({"handle": "c1eo"}, "looks too much like"),
        ({"handle": "Admin"}, "is kept for the square"),
        ({"handle": "x" * 31}, "at most 30"),
        ({"password1": "short"}, "too short"),
        ({"password1": "password123"}, "too common"),
        ({"email": "nobody"}, "valid email"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(visitor, cast, more, words):
    response = visitor.post("/join", answers(cast.agora, **more))
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert 'name="handle"' in page
    assert members(cast.agora, user__email="gil@example.org") == []


def test_one_box_left_empty_and_nobody_is_in(visitor, cast):
    form = answers(cast.agora)
    form.pop(next(name for name in form if name.startswith("rule_")))
    page = visitor.post("/join", form).content.decode()
    assert "Please accept this rule" in page
    assert members(cast.agora, handle="Gil") == []


def test_an_address_that_is_here_already_is_not_told_apart(visitor, cast, settled):
    with settled():
        response = visitor.post("/join", answers(cast.agora, email="cleo@example.org"))
    assert response["Location"] == "/account/confirm-email/"
    assert mail.outbox[-1].to == ["cleo@example.org"]
    assert members(cast.agora, handle="Gil") == []


def test_a_handle_is_checked_while_it_is_typed(visitor):
    assert "is free" in visitor.get("/join/handle?handle=gil").content.decode()
    assert "is taken" in visitor.get("/join/handle?handle=cleo").content.decode()
    assert "looks too much" in visitor.get("/join/handle?handle=c1eo").content.decode()
    assert "free" not in visitor.get("/join/handle?handle=").content.decode()


def test_where_moderators_approve_one_waits(visitor, cast, settled):
    set_square(cast.agora, registration="approval")
    page = visitor.post("/join", answers(cast.agora)).content.decode()
    assert "This field is required" in page
    with settled():
        visitor.post("/join", answers(cast.agora, reason="I live here."))
    visitor.post(link_in(mail.outbox[-1]))
    assert [m.state for m in members(cast.agora, handle="Gil")] == ["pending"]
    page = visitor.get("/welcome").content.decode()
    assert "A moderator will let you in" in page
    assert "I live here." in page
    waiting = visitor.get("/notifications")
    assert waiting.status_code == 403
    assert "A moderator will let you in" in waiting.content.decode()
    assert visitor.get("/settings/leave").status_code == 200
    assert visitor.post("/@Cleo/follow").status_code == 403


def test_by_invitation_only(visitor, cast, settled):
    set_square(cast.agora, registration="invitation")
    assert "By invitation only" in visitor.get("/join").content.decode()
    assert visitor.post("/join", answers(cast.agora)).status_code == 403
    with inside(cast.agora):
        token = invite(by=cast.ben, email="gil@example.org", at=now()).url.rpartition("=")[2]
    page = visitor.get(f"/join?invitation={token}").content.decode()
    assert "You are invited" in page
    assert "gil@example.org" in page
    with settled():
        visitor.post(f"/join?invitation={token}", answers(cast.agora, invitation=token))
    assert len(members(cast.agora, handle="Gil")) == 1
    page = visitor.get(f"/join?invitation={token}").content.decode()
    assert "can no longer be used" in page


def test_an_invitation_of_the_other_square_opens_nothing(visitor, cast):
    set_square(cast.agora, registration="invitation")
    with inside(cast.forum):
        token = invite(by=cast.fay, at=now()).url.rpartition("=")[2]
    assert "can no longer be used" in visitor.get(f"/join?invitation={token}").content.decode()
    form = answers(cast.agora, invitation=token)
    assert visitor.post(f"/join?invitation={token}", form).status_code == 403
    assert members(cast.agora, handle="Gil") == []


def test_a_read_only_square_takes_nobody_in(visitor, cast):
    set_square(cast.agora, state="read_only")
    assert "No new members" in visitor.get("/join").content.decode()
    assert visitor.post("/join", answers(cast.agora)).status_code == 403


def test_before_it_opens_a_square_takes_in_whom_it_invited(visitor, cast):
    set_square(cast.agora, state="founding")
    with inside(cast.agora):
        token = invite(by=cast.ada, at=now()).url.rpartition("=")[2]
    assert "Handle" not in visitor.get("/join").content.decode()
    visitor.post("/join", answers(cast.agora))
    assert members(cast.agora, handle="Gil") == []
    assert "Handle" in visitor.get(f"/join?invitation={token}").content.decode()
    visitor.post(f"/join?invitation={token}", answers(cast.agora, invitation=token))
    assert len(members(cast.agora, handle="Gil")) == 1


def test_the_other_sign_up_leads_to_the_door(visitor):
    response = visitor.get("/account/signup/?invitation=x")
    assert response["Location"] == "/join?invitation=x"


def test_members_need_no_door(browser_of, cast):
    assert browser_of(cast.agora, cast.cleo).get("/join").status_code == 302


def test_a_visitor_has_no_welcome(visitor):
    assert visitor.get("/welcome")["Location"].startswith("/account/login/")


def test_the_sign_in_of_one_square_is_none_in_the_other(browser_of, cast):
    agora = browser_of(cast.agora, cast.cleo)
    assert agora.get("/notifications").status_code == 200
    forum = browser_of(cast.forum)
    forum.cookies = agora.cookies
    assert forum.get("/notifications").status_code == 302
    form = {"login": "cleo@example.org", "password": "correct horse battery"}
    page = browser_of(cast.forum).post("/account/login/", form)
    assert page.status_code == 200
    with inside(cast.forum):
        assert not User.objects.filter(email="cleo@example.org").exists()


def test_confirming_a_second_address_takes_nobody_in_again(browser_of, cast, settled):
    client = browser_of(cast.agora, cast.cleo)
    with inside(cast.agora):
        Member.objects.filter(pk=cast.cleo.pk).update(state="suspended")
    with settled():
        client.post("/account/email/", {"action_add": "", "email": "c2@example.org"})
    client.post(link_in(mail.outbox[-1]))
    assert [m.state for m in members(cast.agora, handle="Cleo")] == ["suspended"]


def test_a_letter_names_the_square_as_it_is_written(visitor, cast, settled):
    set_square(cast.agora, name="Bread & Salt")
    with settled():
        visitor.post("/join", answers(cast.agora))
    assert mail.outbox[-1].subject == "Confirm your address for Bread & Salt"
    assert "you would like to join Bread & Salt" in mail.outbox[-1].body
    with settled():
        visitor.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert "No account in Bread & Salt" in mail.outbox[-1].subject


def test_nobody_is_flooded_with_letters(browser_of, cast, settled, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # of the one who asks; from many lines at once
    asked = browser_of(cast.agora)
    with settled():
        for number in range(8):
            email = "cleo@example.org" if number % 2 else "Cleo@Example.org"
            asked.post("/account/password/reset/", {"email": email})
            asked.post("/join", answers(cast.agora, email=email, handle=f"Cleo{number}"))
    kinds = Counter(letter.subject for letter in mail.outbox)
    assert sorted(kinds.values()) == [6, 6]


def test_letters_lead_home_whatever_host_was_named(browser_of, cast, settled):
    with settled():
        for number, host in enumerate((f"{cast.agora.host}:1234", cast.agora.host.upper() + ".")):
            asked = browser_of(cast.agora)
            asked.defaults["HTTP_HOST"] = host
            asked.post("/account/password/reset/", {"email": "cleo@example.org"})
            asked.post("/account/password/reset/", {"email": f"nobody{number}@example.org"})
            form = answers(cast.agora, email=f"g{number}@example.org", handle=f"Gil{number}")
            asked.post("/join", form)
    links = [link for letter in mail.outbox for link in re.findall(r"https?://\S+", letter.body)]
    assert len(links) >= 6
    assert all(link.startswith(f"{cast.agora.url}/") for link in links)


def test_attempts_are_counted_by_line(cast):
    adapter = Adapter()

    def counted(address):
        return adapter.get_client_ip(RequestFactory().get("/", REMOTE_ADDR=address))

    assert counted("2001:db8:1:2::3") == counted("2001:db8:1:2:ffff::4") != counted("2001:db8::1")
    assert counted("192.0.2.1") == "192.0.2.1"


def test_a_new_password_by_letter(browser_of, cast, settled):
    visitor = browser_of(cast.agora)
    with settled():
        visitor.post("/account/password/reset/", {"email": "cleo@example.org"})
    assert mail.outbox[-1].to == ["cleo@example.org"]
    path = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = visitor.get(path, follow=True)
    form = {"password1": "another long password", "password2": "another long password"}
    assert visitor.post(page.request["PATH_INFO"], form).status_code == 302
    form = {"login": "cleo@example.org", "password": "another long password"}
    assert visitor.post("/account/login/", form).status_code == 302
    assert visitor.get("/notifications").status_code == 200


@pytest.mark.parametrize(
    "sent", ["9", "[]", '"x"', '{"id": 1}', '{"id": "x", "response": []}', "{", "null"]
)
def test_a_key_of_another_shape_lets_nobody_in(visitor, sent):
    visitor.get("/account/login/")
    response = visitor.post("/account/2fa/webauthn/login/", {"credential": sent})
    assert response.status_code < 400
    assert visitor.get("/notifications").status_code == 302
