"""Who may not ask for notifications, and what is asked wrongly."""

import pytest

from api_client import app_of
from squares.notifications.rules import Kind

LISTS = ["/api/v1/notifications", "/api/v2/notifications", "/api/v1/notifications/requests"]

WAYS = [
    ("get", "/api/v1/notifications", "read:notifications"),
    ("get", "/api/v1/notifications/1", "read:notifications"),
    ("get", "/api/v1/notifications/unread_count", "read:notifications"),
    ("post", "/api/v1/notifications/clear", "write:notifications"),
    ("post", "/api/v1/notifications/1/dismiss", "write:notifications"),
    ("post", "/api/v1/notifications/dismiss", "write:notifications"),
    ("delete", "/api/v1/notifications/destroy_multiple", "write:notifications"),
    ("get", "/api/v2/notifications", "read:notifications"),
    ("get", "/api/v2/notifications/follow-1", "read:notifications"),
    ("get", "/api/v2/notifications/follow-1/accounts", "read:notifications"),
    ("post", "/api/v2/notifications/follow-1/dismiss", "write:notifications"),
    ("get", "/api/v2/notifications/unread_count", "read:notifications"),
    ("get", "/api/v2/notifications/policy", "read:notifications"),
    ("patch", "/api/v2/notifications/policy", "write:notifications"),
    ("get", "/api/v1/notifications/requests", "read:notifications"),
    ("get", "/api/v1/notifications/requests/1", "read:notifications"),
    ("get", "/api/v1/notifications/requests/merged", "read:notifications"),
    ("post", "/api/v1/notifications/requests/1/accept", "write:notifications"),
    ("post", "/api/v1/notifications/requests/1/dismiss", "write:notifications"),
    ("post", "/api/v1/notifications/requests/accept", "write:notifications"),
    ("post", "/api/v1/notifications/requests/dismiss", "write:notifications"),
    ("get", "/api/v1/push/subscription", "push"),
    ("post", "/api/v1/push/subscription", "push"),
    ("put", "/api/v1/push/subscription", "push"),
    ("delete", "/api/v1/push/subscription", "push"),
]


@pytest.mark.parametrize(("method", "path", "scope"), WAYS)
def test_only_with_a_token_of_that_scope(cast, nobody, method, path, scope):
    assert getattr(nobody, method)(path).status_code == 401
    other = {"read:notifications": "read:statuses", "write:notifications": "write:statuses"}
    stranger = app_of(cast.agora, cast.cleo, (other.get(scope, "read"), "profile"))
    assert getattr(stranger, method)(path).status_code == 403
    holder = app_of(cast.agora, cast.cleo, (scope,))
    assert getattr(holder, method)(path).status_code in {200, 404, 422}
    itself = app_of(cast.agora, None, (scope,))
    assert getattr(itself, method)(path).status_code == 401


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("max_id=x", 422),
        ("limit=x", 422),
        ("min_id[]=1", 422),
        (f"max_id={2**64}&min_id={2**63}", 200),
        ("limit=-1&max_id=-7", 200),
        ("limit=99999", 200),
        ("types[]=%00", 400),
    ],
)
def test_nonsense_is_no_fault_of_ours(cleo, path, query, status):
    answer = cleo.get(f"{path}?{query}")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")


def test_another_square_knows_nothing_of_it(dov, cast, tell):
    number = tell(Kind.FOLLOW, cast.eli)
    assert dov.get("/api/v1/notifications").json() == []
    assert dov.get(f"/api/v1/notifications/{number}").status_code == 404
