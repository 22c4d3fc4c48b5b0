"""Whatever a request is made of, it is answered: never with a fault of ours, never elsewhere."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tenants.context import inside
from townsquares.handler import Request
from townsquares.middleware import MAX_BODY, know_address
from townsquares.wsgi import application

MULTIPART = "multipart/form-data; boundary=X"
PART = b'--X\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\\ud800\r\n--X--\r\n'


@pytest.mark.parametrize(
    "path",
    ["/@%00", "/@a%00b/feed.atom", "/tags/%00", "/media/pictures/%00", "/people?q=a%00b"],
)
def test_no_address_holds_a_nul(cast, browser_of, path):
    assert browser_of(cast.agora).get(path).status_code == 400


def test_the_apex_takes_no_nul(browser_of):
    assert browser_of("apex").get("/squares?language=%00").status_code == 400


@pytest.mark.parametrize("charset", ["base64", "hex", "idna", "undefined", "unicode_escape"])
def test_a_request_does_not_choose_its_encoding(charset):
    environ = RequestFactory().generic("POST", "/posts?q=%5Cud800", PART).environ
    request = Request(environ | {"CONTENT_TYPE": f"{MULTIPART}; charset={charset}"})
    assert request.GET["q"] == "\\ud800"
    assert request.POST["text"] == "hello\\ud800"
    assert application.request_class is Request


@pytest.mark.parametrize("path", ["/", "/account/login/", "/legal/notice"])
def test_a_body_beyond_every_form_is_not_read(cast, browser_of, path):
    answer = browser_of(cast.agora).post(path, CONTENT_LENGTH=str(MAX_BODY + 1))
    assert answer.status_code == 413
    assert "70 MB" in answer.content.decode()


def test_a_program_hears_so_in_json(cast, browser_of):
    client = browser_of(cast.agora)
    answer = client.post("/api/v2/media", CONTENT_LENGTH=str(MAX_BODY + 1))
    assert answer.status_code == 413
    assert "70 MB" in answer.json()["error"]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("field", ["media", "in_reply_to", "entry"])
@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "²", "-1"])
def test_no_number_is_too_long_for_a_form(cast, browser_of, field, number):
    answer = browser_of(cast.agora, cast.cleo).post("/posts", {"text": "hello", field: number})
    assert answer.status_code in {302, 422}


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "²"])
def test_no_number_is_too_long_for_a_desk(cast, browser_of, number):
    moderator = browser_of(cast.agora, cast.ben)
    assert moderator.post("/moderation/people/approve", {"member": number}).status_code == 422
    officer = browser_of("apex", cast.ada_officer)
    assert officer.get("/panel/found", {"foundation": number}).status_code in {200, 404}


def test_a_handle_in_a_form_holds_no_nul(cast, browser_of):
    answer = browser_of(cast.agora, cast.ben).post("/moderation/people/withdraw", {"handle": "\0"})
    assert answer.status_code == 422


@pytest.fixture
def post(cast):
    """Return a post of Eli's."""
    from commons.clock import now
    from squares.posts.actions.publish import Draft, publish_post

    with inside(cast.agora):
        return publish_post(by=cast.eli, draft=Draft(text="hello", language="en"), at=now())


def _own(cast, path: str) -> str:
    return f"http://{cast.agora.host}{path}"


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize("hx", [{}, {"HX-Request": "true"}])
def test_a_broken_referrer_leads_home(cast, browser_of, post, header, hx):
    headers = {header: "http://[", **hx}
    member, visitor = browser_of(cast.agora, cast.cleo), browser_of(cast.agora)
    for path in (f"/@{cast.eli.handle}/{post.pk}/bookmark", f"/@{cast.eli.handle}/mute"):
        assert member.post(path, headers=headers).status_code in {200, 302}
        assert visitor.post(path, headers=headers).status_code in {200, 302}


def test_a_referrer_never_leads_to_another_host(cast, browser_of, post):
    headers = {"Referer": _own(cast, "//elsewhere.example/x")}
    member, visitor = browser_of(cast.agora, cast.cleo), browser_of(cast.agora)
    for path in (f"/@{cast.eli.handle}/{post.pk}/bookmark", f"/@{cast.eli.handle}/mute"):
        assert member.post(path, headers=headers)["Location"].startswith(f"/@{cast.eli.handle}")
        assert "elsewhere" not in visitor.post(path, headers=headers)["Location"]


def test_a_length_that_is_no_number_is_none(cast, browser_of):
    assert browser_of(cast.agora).post("/legal/notice", CONTENT_LENGTH="x").status_code == 422


def test_forms_stay_where_they_are(cast, browser_of):
    for page in (browser_of(cast.agora).get("/"), browser_of("ops", cast.ola).get("/")):
        assert page["Content-Security-Policy"].endswith("form-action 'self'")
    assert "form-action 'self' " in browser_of("apex").get("/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("proxies", "header", "known"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_believed_of_our_own_proxies_only(settings, proxies, header, known):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    know_address(lambda _request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == known


@pytest.mark.parametrize(
    "path", ["/", "/public", "/about", "/account/login/", "/join", "/api/v1/instance"]
)
def test_head_is_get_without_a_body(browser_of, cast, path) -> None:
    browser = browser_of(cast.agora)
    head, get = browser.head(path), browser.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head["Content-Type"] == get["Content-Type"]
    assert int(head["Content-Length"]) > 0
