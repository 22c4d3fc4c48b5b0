"""Signing in: an app, a code on a page, a proof key, a token, giving it back."""

import base64
import hashlib
import re

import pytest
import requests
from mastodon import MastodonIllegalArgumentError

from conftest import PASSWORD, SCOPES, client, me

VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
OOB = "urn:ietf:wg:oauth:2.0:oob"


def _code(url: str, address: str, email: str) -> str:
    """Sign in on the page as a person would, allow, and copy the code."""
    browser = requests.Session()
    page = browser.get(address)
    assert "/account/login" in page.url
    form = {"login": email, "password": PASSWORD, **_hidden(page.text)}
    page = browser.post(page.url, data=form, headers={"Referer": page.url})
    assert "/oauth/authorize" in page.url, page.url
    answer = {"answer": "allow", **_hidden(page.text)}
    page = browser.post(page.url, data=answer, headers={"Referer": page.url})
    found = re.search(r'id="code"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def _hidden(text: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {name: value.replace("&amp;", "&") for name, value in found}


def test_from_the_page_to_a_token_and_back(url, app, ada) -> None:
    email = f"{me(ada).username}@example.org"
    mine = client(url, client_id=app[0], client_secret=app[1])
    address = mine.auth_request_url(scopes=SCOPES, redirect_uris=OOB, allow_http=True)
    code = _code(url, address, email)
    token = mine.log_in(code=code, redirect_uri=OOB, scopes=SCOPES, allow_http=True)
    assert token
    assert me(mine).username == me(ada).username
    assert mine.app_verify_credentials().name == "Mastodon.py suite"
    mine.revoke_access_token(allow_http=True)
    assert mine.session.faults == []


def test_with_a_proof_key(url, app, ada) -> None:
    email = f"{me(ada).username}@example.org"
    mine = client(url, client_id=app[0], client_secret=app[1])
    address = mine.auth_request_url(scopes=SCOPES, redirect_uris=OOB, allow_http=True)
    address += f"&code_challenge={CHALLENGE}&code_challenge_method=S256"
    code = _code(url, address, email)
    body = {
        "grant_type": "authorization_code",
        "client_id": app[0],
        "client_secret": app[1],
        "redirect_uri": OOB,
        "code": code,
    }
    assert requests.post(f"{url}/oauth/token", data=body, timeout=10).status_code == 400
    got = requests.post(f"{url}/oauth/token", json=body | {"code_verifier": VERIFIER}, timeout=10)
    assert got.json()["token_type"] == "Bearer"


def test_a_wrong_secret(url, app) -> None:
    mine = client(url, client_id=app[0], client_secret="wrong")
    with pytest.raises(MastodonIllegalArgumentError):
        mine.log_in(code="nonsense", redirect_uri=OOB, scopes=SCOPES, allow_http=True)


def test_metadata(visitor, ada, raw) -> None:
    assert visitor.oauth_authorization_server_info().code_challenge_methods_supported == ["S256"]
    assert raw(ada, "GET", "/oauth/userinfo")["preferred_username"] == me(ada).username
