"""The developers' pages: letters on their own host, sign-in by one click, nothing in production."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from embedded.sign_in import sign_in_link
from tenants.context import inside, outside


@pytest.fixture(autouse=True)
def development(settings, tmp_path: Path):
    settings.MODE = "development"
    settings.VAR_FOLDER = tmp_path


def link_of_ada(cast, **given: str) -> str:
    with inside(cast.agora):
        return sign_in_link(cast.agora, site="square", user=cast.ada.user, **given)


def visit(link: str):
    address = urlsplit(link)
    client = Client(headers={"host": address.netloc})
    return client, client.get(f"{address.path}?{address.query}")


def test_a_host_shows_only_its_own_letters(agora, forum, browser_of, post):
    with inside(agora):
        post("for Agora")
    page = browser_of(agora).get("/dev/mail").content.decode()
    assert "for Agora" in page
    for elsewhere in (forum, "apex", "ops"):
        assert "for Agora" not in browser_of(elsewhere).get("/dev/mail").content.decode()


def test_links_of_a_letter_can_be_followed_and_nothing_else_is_markup(agora, browser_of, post):
    with inside(agora):
        post("Hello <b>", "Join: http://agora.localhost:8000/join <script>alert(1)</script>")
    visitor = browser_of(agora)
    page = visitor.get("/dev/mail").content.decode()
    address = next(part for part in page.split('"') if part.startswith("/dev/mail/"))
    shown = visitor.get(address).content.decode()
    assert 'href="http://agora.localhost:8000/join"' in shown
    assert "<script>alert" not in shown
    assert "Hello &lt;b&gt;" in shown


def test_one_click_signs_in_with_both_factors_and_leads_on(cast):
    client, answer = visit(link_of_ada(cast, next="/x"))
    assert (answer.status_code, answer["Location"]) == (302, "/x")
    with inside(cast.agora):
        session = client.session
        assert session["_auth_user_id"] == str(cast.ada.user.pk)
        methods = {record["method"] for record in session["account_authentication_methods"]}
    assert methods == {"password", "mfa"}


def test_an_operator_signs_in_on_the_operators_host(cast):
    with outside():
        link = sign_in_link(None, site="ops", user=cast.ola)
    assert link.startswith("http://ops.localhost")
    client, answer = visit(link)
    assert answer["Location"] == "/"
    with outside():
        assert client.session["_auth_user_id"] == str(cast.ola.pk)


def test_a_link_never_leads_off_the_host(cast):
    link = link_of_ada(cast, next="https://evil.example/")
    assert visit(link)[1]["Location"] == "/"


def test_a_link_of_one_square_does_nothing_in_another(cast):
    link = link_of_ada(cast)
    client, answer = visit(link.replace("//agora.", "//forum."))
    assert answer.status_code == 404
    assert not client.cookies.get("session")


def test_a_forged_link_does_nothing(cast):
    link = link_of_ada(cast)
    assert visit(link.replace("/sign-in/", "/sign-in/x"))[1].status_code == 404


@pytest.mark.parametrize("mode", ["test", "production"])
def test_outside_development_a_link_does_nothing(cast, settings, mode: str):
    link = link_of_ada(cast)
    settings.MODE = mode
    assert visit(link)[1].status_code == 404


def test_in_production_there_are_no_letters_to_see(agora, browser_of, settings):
    settings.MODE = "production"
    assert browser_of(agora).get("/dev/mail").status_code == 404
