"""What Mastodon's admins block by the list: empty, not found, refused in words."""

import pytest

from api_client import app_of

KINDS = [
    "domain_allows",
    "domain_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
    "ip_blocks",
]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_blocked_by_the_list(ben, kind):
    path = f"/api/v1/admin/{kind}"
    assert ben.get(path).json() == []
    assert ben.get(f"{path}/").json() == []
    assert ben.get(f"{path}/1").status_code == 404
    assert ben.delete(f"{path}/1").status_code == 404
    refused = ben.post(path, {"domain": "a.example", "ip": "10.0.0.1", "email": "a@b.example"})
    assert (refused.status_code, "error" in refused.json()) == (422, True)


def test_what_may_be_changed_is_not_found(ben):
    for kind in ("domain_blocks", "ip_blocks"):
        assert ben.put(f"/api/v1/admin/{kind}/1", {"severity": "silence"}).status_code == 404


def test_an_address_is_blocked_by_no_entry(ben):
    path = "/api/v1/admin/canonical_email_blocks/test"
    assert ben.post(path, {"email": "a@b.example"}).json() == []


@pytest.mark.parametrize("kind", KINDS)
def test_only_those_who_run_the_square(nobody, cleo, cast, agora, kind):
    path = f"/api/v1/admin/{kind}"
    assert nobody.get(path).status_code == 401
    assert cleo.get(path).json() == {"error": "This action is not allowed"}
    assert cleo.post(path).status_code == 403
    assert app_of(agora, cast.ben, ("admin:read:accounts",)).get(path).status_code == 403
    assert app_of(agora, cast.ben, (f"admin:read:{kind}",)).get(path).status_code == 200
