"""No address of one square opens anything of the other: neither by session nor by number.

Walked over every route, so that a page of tomorrow is covered the day it appears.
"""

import re

import pytest
from django.test import Client

from cast import PASSWORD, browser
from squares.posts.models.post import Post
from tenants.context import inside, outside
from walls.places import places

PLACES = places()
WITH_NUMBERS = [place for place in PLACES if place.names_a_row]

# What differs from one answer to the next for anybody.
_CHANGING = re.compile(
    r'<updated>.*?</updated>|<p class="error-code">.*?</p>|name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|<time[^>]*>.*?</time>|'
    r'"csrfToken": ?"[^"]*"|data-csrf="[^"]*"|X-CSRFToken[^}]*}',
    re.DOTALL,
)


def _route(place):
    return place.route or "home"


@pytest.fixture
def post(cast):
    """Return a post of Cleo's in Agora, which nobody in Forum may ever see."""
    from commons.clock import now
    from squares.posts.actions.publish import Draft, publish_post

    with inside(cast.agora):
        return publish_post(
            by=cast.cleo, draft=Draft(text="said on the agora only", language="en"), at=now()
        )


def _answer(client, method, path):
    answer = getattr(client, method)(path, follow=False)
    content = b"" if answer.streaming else answer.content
    return (
        answer.status_code,
        answer.get("Location", ""),
        _CHANGING.sub("", content.decode(errors="replace")),
    )


def test_the_tests_know_every_address():
    assert len(PLACES) > 60
    assert len(WITH_NUMBERS) > 15
    assert not [place.route for place in PLACES if "<" in place.fill(number=1, handle="x")]


@pytest.mark.parametrize("place", PLACES, ids=_route)
@pytest.mark.parametrize("method", ["get", "post"])
def test_session_of_one_square_is_a_visitor_in_the_other(cast, place, method):
    own = browser(cast.agora, cast.ada)
    path = place.fill(number=1, handle="Dov")
    stranger, visitor = (Client(headers={"host": cast.forum.host}) for _ in range(2))
    stranger.cookies["session"] = own.cookies["session"].value
    assert _answer(stranger, method, path) == _answer(visitor, method, path)


def test_session_of_a_square_opens_neither_the_apex_nor_the_operators_host(cast):
    own = browser(cast.agora, cast.ada)
    for host, path in (
        ("localhost", "/panel"),
        ("localhost", "/panel/squares/agora"),
        ("ops.localhost", "/"),
    ):
        stranger, visitor = Client(headers={"host": host}), Client(headers={"host": host})
        stranger.cookies["session"] = own.cookies["session"].value
        assert _answer(stranger, "get", path) == _answer(visitor, "get", path)


def test_session_of_an_officer_is_a_visitor_in_a_square(cast):
    own = browser("apex", cast.ada_officer)
    stranger, visitor = (Client(headers={"host": cast.agora.host}) for _ in range(2))
    stranger.cookies["session"] = own.cookies["session"].value
    for path in ("/", "/settings/profile", "/moderation/"):
        assert _answer(stranger, "get", path) == _answer(visitor, "get", path)


def test_session_means_something_at_home(cast):
    assert browser(cast.agora, cast.ada).get("/settings/profile").status_code == 200
    assert browser(cast.agora).get("/settings/profile").status_code == 302


@pytest.mark.parametrize("place", WITH_NUMBERS, ids=_route)
@pytest.mark.parametrize("method", ["get", "post"])
def test_number_of_one_square_names_nothing_in_the_other(cast, post, place, method):
    """Even Forum's own moderator finds nothing under a number of Agora's."""
    client = browser(cast.forum, cast.fay)
    for number in (post.pk, cast.cleo.pk):
        path = place.fill(number=number, handle="Cleo")
        answer = getattr(client, method)(path)
        asks_again = answer.get("Location", "").startswith("/account/reauthenticate/")
        assert answer.status_code in {404, 405} or asks_again, path
        assert b"said on the agora only" not in answer.content


def test_number_means_something_at_home(cast, post):
    path = f"/@Cleo/{post.pk}"
    assert browser(cast.agora).get(path).status_code == 200
    assert browser(cast.forum).get(path).status_code == 404


def test_nothing_was_changed_by_all_that_asking(cast, post):
    client = browser(cast.forum, cast.fay)
    for place in WITH_NUMBERS:
        client.post(place.fill(number=post.pk, handle="Cleo"))
    with inside(cast.agora):
        now = Post.objects.get(pk=post.pk)
        assert (now.hidden_at, now.deleted_at, now.text) == (None, None, post.text)


@pytest.mark.parametrize(
    "path", ["/public", "/", "/public/feed.atom", "/search?q=agora", "/people", "/@Cleo"]
)
def test_no_page_of_the_other_square_quotes_it(cast, post, path):
    for client in (browser(cast.forum), browser(cast.forum, cast.fay)):
        assert b"said on the agora only" not in client.get(path).content


def test_media_address_of_one_square_is_nothing_in_the_other(cast):
    from commons import storage

    names = {}
    for square in (cast.agora, cast.forum):
        with inside(square):
            name = names[square.slug] = storage.new_name("avatars", "webp")
            storage.save(name, square.slug.encode())
    with inside(cast.agora), storage.open_shown(names["agora"]) as file:
        assert file.read() == b"agora"
    with inside(cast.forum):
        for reach in (names["agora"], f"../../sq_agora/shown/{names['agora']}"):
            with pytest.raises(FileNotFoundError):
                storage.open_shown(reach)
    for reach in (
        names["agora"],
        f"../../sq_agora/shown/{names['agora']}",
        f"%2e%2e/{names['agora']}",
    ):
        assert browser(cast.forum, cast.fay).get(f"/media/{reach}").status_code == 404
    with inside(cast.agora):
        storage.delete(names["agora"])
    with inside(cast.forum):
        storage.delete(names["forum"])


def test_confirmation_of_an_address_holds_in_its_own_square_only(cast):
    """The very same row number in both: a key made in one confirms nothing in the other."""
    from allauth.account.models import EmailAddress, EmailConfirmation, get_emailconfirmation_model

    from commons.clock import now

    assert get_emailconfirmation_model() is EmailConfirmation
    for square, member in ((cast.agora, cast.cleo), (cast.forum, cast.dov)):
        with inside(square):
            EmailAddress.objects.create(
                id=10**9, user=member.user, email=f"new@{square.slug}.example", verified=False
            )
    with inside(cast.agora):
        made = EmailConfirmation.create(EmailAddress.objects.get(id=10**9))
        made.sent = now()
        made.save()
    for square, confirmed in ((cast.forum, False), (cast.agora, True)):
        browser(square).post(f"/account/confirm-email/{made.key}/")
        with inside(square):
            assert EmailAddress.objects.get(id=10**9).verified is confirmed


def test_password_link_of_one_square_opens_nothing_in_the_other(cast):
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    with inside(cast.agora):
        user = cast.ada.user
        path = f"/account/password/reset/key/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}/"
    at_home = browser(cast.agora).get(path)
    assert at_home.status_code == 302
    assert "set-password" in at_home["Location"]
    away = browser(cast.forum).get(path)
    assert "set-password" not in away.get("Location", "")


def test_second_factor_and_list_of_sessions_are_of_one_square(cast):
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    with inside(cast.agora):
        Authenticator.objects.create(user_id=cast.ada.user_id, type="totp", data={"secret": "x"})
    form = {"login": "cleo@example.org", "password": PASSWORD}
    browser(cast.agora).post("/account/login/", form)
    with inside(cast.agora):
        assert UserSession.objects.filter(user_id=cast.cleo.user_id).exists()
    with inside(cast.forum):
        assert not Authenticator.objects.exists()
        assert not UserSession.objects.exists()
    with outside():
        assert not Authenticator.objects.filter(data={"secret": "x"}).exists()


def test_signing_in_with_anothers_password_is_refused(cast):
    form = {"login": "cleo@example.org", "password": PASSWORD}
    assert browser(cast.agora).post("/account/login/", form).status_code == 302
    assert browser(cast.forum).post("/account/login/", form).status_code == 200
