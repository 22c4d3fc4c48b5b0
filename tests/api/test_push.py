"""Apps say where they are woken."""

import pytest

from api_client import app_of
from commons import clock
from push_service import Phone, PushService
from squares.clients.models import AccessToken
from squares.clients.vapid import public_key
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from squares.notifications.rules import Kind
from tenants.context import inside

PATH = "/api/v1/push/subscription"
PHONE = Phone()
ALERTS = {
    *("mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update"),
    *("quote", "quoted_update", "moderation_warning", "admin.sign_up", "admin.report"),
}


def asked(**changed):
    return {
        "subscription": {"endpoint": "https://push.example/1", "keys": PHONE.keys} | changed,
        "data": {"alerts": {"mention": True, "admin.sign_up": "1"}, "policy": "followed"},
    }


def test_every_field(cleo, cast):
    made = cleo.post(PATH, asked(standard=True)).json()
    with inside(cast.agora):
        token = AccessToken.objects.get(push__isnull=False)
        assert made == {
            "id": token.pk,
            "endpoint": "https://push.example/1",
            "standard": True,
            "alerts": dict.fromkeys(ALERTS, False) | {"mention": True, "admin.sign_up": True},
            "server_key": public_key(),
            "policy": "followed",
        }
    assert cleo.get(PATH).json() == made
    instance = cleo.get("/api/v2/instance").json()
    assert instance["configuration"]["vapid"]["public_key"] == made["server_key"]
    app = cleo.get("/api/v1/apps/verify_credentials").json()
    assert app["vapid_key"] == made["server_key"]


def test_a_form_as_browsers_send_it(cleo):
    made = cleo.form(
        PATH,
        {
            "subscription[endpoint]": "https://push.example/2",
            "subscription[keys][p256dh]": PHONE.keys["p256dh"],
            "subscription[keys][auth]": PHONE.keys["auth"],
            "data[alerts][follow]": "true",
            "data[alerts][poll]": "on",
            "data[alerts][mention]": "false",
            "data[alerts][nonsense]": "true",
            "policy": "follower",
        },
    ).json()
    assert (made["standard"], made["policy"]) == (False, "follower")
    assert {name for name, on in made["alerts"].items() if on} == {"follow", "poll"}


def test_alerts_are_changed_and_all_ends(cleo):
    cleo.post(PATH, asked())
    changed = cleo.put(PATH, {"data": {"alerts": {"poll": True}}}).json()
    assert {name for name, on in changed["alerts"].items() if on} == {"poll"}
    assert (changed["policy"], changed["endpoint"]) == ("followed", "https://push.example/1")
    assert cleo.put(PATH, {"data": {"policy": "none"}}).json()["policy"] == "none"
    assert cleo.delete(PATH).json() == {}
    assert cleo.delete(PATH).json() == {}
    assert cleo.get(PATH).status_code == 404
    assert cleo.put(PATH, {"data": {}}).status_code == 404


def test_each_token_has_its_own(cleo, cast):
    cleo.post(PATH, asked())
    assert app_of(cast.agora, cast.cleo).get(PATH).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"subscription": {}},
        {"subscription": "https://push.example/"},
        asked(endpoint="http://push.example/"),
        asked(endpoint="https://10.0.0.1/"),
        asked(keys={"p256dh": "x", "auth": "y"}),
        asked(keys={"p256dh": PHONE.keys["p256dh"]}),
        asked(keys=[1, 2]),
        asked(standard="perhaps"),
        asked() | {"data": {"policy": "shout"}},
        asked() | {"data": {"alerts": {"mention": "perhaps"}}},
        asked() | {"data": {"alerts": [1]}},
    ],
)
def test_what_cannot_be_used(cleo, body):
    refused = cleo.post(PATH, body)
    assert refused.status_code == 422
    assert not refused.json()["error"].startswith("Validation failed: Validation failed")
    assert cleo.get(PATH).status_code == 404


def test_what_is_asked_for_arrives(cleo, cast, settled):
    service = PushService()
    try:
        body = asked(endpoint=f"{service.url}/wake", standard=True)
        body["data"] = {"alerts": {"follow": True}}
        assert cleo.post(PATH, body).status_code == 200
        with inside(cast.agora), settled():
            news = News(Kind.FOLLOW, actor_id=cast.eli.pk)
            notify(member_ids=[cast.cleo.pk], news=news, at=clock.now())
        with inside(cast.agora):
            number = Notification.objects.get().pk
    finally:
        service.stop()
    opened = PHONE.open(service.letters[0])
    assert (opened["notification_id"], opened["access_token"]) == (number, cleo.token)
    assert cleo.get(f"/api/v1/notifications/{opened['notification_id']}").status_code == 200
