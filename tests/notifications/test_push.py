"""Apps are woken: by a real service, with letters that only the app can open."""

import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from api_client import EVERYTHING
from commons import clock
from push_service import Phone, PushService, signed_by
from squares.clients.actions import issue_token, register_app, revoke_tokens
from squares.clients.errors import SubscriptionNotFound
from squares.clients.models import AccessToken
from squares.clients.push import Audience
from squares.clients.subscribing import Wish, change_alerts, subscribe
from squares.clients.subscriptions import subscription_of
from squares.clients.vapid import public_key
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from squares.notifications.push_gateway import Delivery, LivePush, gateway
from squares.notifications.push_messages import Envelope
from squares.notifications.rules import Kind
from squares.notifications.waking import wake
from talk_cast import follow, say, state
from tenants.context import inside

pytestmark = pytest.mark.usefixtures("in_agora")
ALERTS = {"mention": True, "favourite": True, "follow": True, "moderation_warning": True}


@pytest.fixture
def service():
    service = PushService()
    yield service
    service.stop()


@pytest.fixture
def phone():
    return Phone()


def token_of(member):
    """Return (number, words) of a new token."""
    made = register_app(
        name="Phone",
        redirect_uris=["urn:ietf:wg:oauth:2.0:oob"],
        wanted=EVERYTHING,
        at=clock.now(),
    )
    issued = issue_token(
        application=made.application, member=member, wanted=EVERYTHING, at=clock.now()
    )
    return AccessToken.objects.latest("pk").pk, issued.token


def listen(member, service, phone, **wish):
    """Have a member's new app listen, and return (number, words) of its token."""
    number, words = token_of(member)
    wished = {"alerts": ALERTS, "endpoint": f"{service.url}/wake/{number}", **phone.keys, **wish}
    subscribe(token_id=number, token=words, wish=Wish(**wished), at=clock.now())
    return number, words


def like(who, post):
    news = News(Kind.FAVOURITE, actor_id=who.pk, post_id=post.pk)
    notify(member_ids=[post.author_id], news=news, at=clock.now())


@pytest.mark.parametrize(("standard", "encoding"), [(True, "aes128gcm"), (False, "aesgcm")])
def test_an_app_opens_what_wakes_it(cast, service, phone, settled, standard, encoding):
    number, words = listen(cast.cleo, service, phone, standard=standard)
    with settled():
        like(cast.eli, say(cast.cleo, "Bread at ten & eleven."))
    (letter,) = service.letters
    assert letter.path == f"/wake/{number}"
    assert letter.headers["Content-Encoding"] == encoding
    assert letter.headers["TTL"] == "86400"
    assert letter.headers["Host"] == service.url.removeprefix("http://")
    assert phone.open(letter) == {
        "access_token": words,
        "preferred_locale": "en",
        "notification_id": Notification.objects.get().pk,
        "notification_type": "favourite",
        "icon": f"{cast.agora.url}/static/pictures/avatar.png",
        "title": "Eli favourited your post",
        "body": "Bread at ten & eleven.",
    }
    claims, key = signed_by(letter)
    assert key == public_key()
    assert claims["aud"] == service.url
    assert claims["sub"] == cast.agora.url
    assert 0 < claims["exp"] - clock.now().timestamp() <= 86_400


def test_words_are_in_the_members_language(cast, service, phone, settled):
    type(cast.cleo).objects.filter(pk=cast.cleo.pk).update(language="de")
    listen(cast.cleo, service, phone)
    with settled():
        notify(member_ids=[cast.cleo.pk], news=News(Kind.MEASURE, subject=1), at=clock.now())
    opened = phone.open(service.letters[0])
    assert opened["preferred_locale"] == "de"
    assert opened["notification_type"] == "moderation_warning"
    assert "Agora" in opened["title"]


def test_an_app_hears_what_it_asked_for_and_no_more(cast, service, phone, settled):
    number, _ = listen(cast.cleo, service, phone, alerts={"favourite": False, "follow": True})
    with settled():
        like(cast.eli, say(cast.cleo))
    with settled():
        notify(member_ids=[cast.cleo.pk], news=News(Kind.REPORT_DECIDED, subject=1), at=clock.now())
    assert service.letters == []
    change_alerts(token_id=number, alerts={"favourite": True}, policy=Audience.ALL, at=clock.now())
    with settled():
        like(cast.eli, say(cast.cleo))
    assert len(service.letters) == 1


@pytest.mark.parametrize(
    ("policy", "heard"),
    [("all", ["Ada", "Ben", "Eli"]), ("followed", ["Ada"]), ("follower", ["Ben"]), ("none", [])],
)
def test_whose_doings_wake_it(cast, service, phone, settled, policy, heard):
    follow(cast.cleo, cast.ada)
    follow(cast.ben, cast.cleo)
    listen(cast.cleo, service, phone, policy=Audience(policy))
    for who in (cast.ada, cast.ben, cast.eli):
        with settled():
            like(who, say(cast.cleo))
    titles = [phone.open(letter)["title"] for letter in service.letters]
    assert titles == [f"{name} favourited your post" for name in heard]


def test_what_is_held_back_or_gone_wakes_nobody(cast, service, phone, settled):
    number, _ = listen(cast.cleo, service, phone)
    state(cast.eli, "silenced")
    with settled():
        like(cast.eli, say(cast.cleo))
    assert service.letters == []
    state(cast.eli, "active")
    said = say(cast.cleo)
    like(cast.eli, said)
    told = Notification.objects.get(post=said)
    type(said).objects.filter(pk=said.pk).update(deleted_at=clock.now())
    assert send(number, told) is None
    assert service.letters == []


def test_every_app_of_a_member_is_woken_and_nobody_elses(cast, service, phone, settled):
    listen(cast.cleo, service, phone)
    listen(cast.cleo, service, phone)
    listen(cast.eli, service, phone)
    with settled():
        like(cast.ben, say(cast.cleo))
    assert len(service.letters) == 2


def test_an_app_in_another_square_hears_nothing(cast, service, phone, settled):
    listen(cast.cleo, service, phone)
    here = public_key()
    with inside(cast.forum):
        assert public_key() != here
        assert not AccessToken.objects.filter(push__isnull=False).exists()


def send(number, told, tries=0, at=None):
    return wake(
        token_id=number,
        notification_id=told.pk,
        tries=tries,
        gateway=gateway(),
        at=at or clock.now(),
    )


@pytest.fixture
def told(cast):
    like(cast.eli, say(cast.cleo))
    return Notification.objects.get()


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_subscription_that_is_gone_is_forgotten(cast, service, phone, told, status):
    service.answers = [(status, {})]
    number, _ = listen(cast.cleo, service, phone)
    assert send(number, told) is None
    with pytest.raises(SubscriptionNotFound):
        subscription_of(number)


def test_a_new_subscription_is_not_forgotten_for_the_old_ones_sake(cast, service, phone, told):
    number, words = listen(cast.cleo, service, phone)

    class Slow:
        """While it delivers, the app says that it listens elsewhere."""

        def deliver(self, envelope):
            wish = Wish(endpoint=f"{service.url}/new", alerts=ALERTS, **phone.keys)
            subscribe(token_id=number, token=words, wish=wish, at=clock.now())
            return Delivery(410)

    wake(token_id=number, notification_id=told.pk, tries=0, gateway=Slow(), at=clock.now())
    assert subscription_of(number).endpoint.endswith("/new")


@pytest.mark.parametrize(
    ("answer", "tries", "pause"),
    [
        ((503, {}), 0, 30),
        ((500, {}), 3, 240),
        ((502, {}), 40, 1800),
        ((429, {"Retry-After": "120"}), 0, 120),
        ((429, {"Retry-After": "99999"}), 0, 1800),
        ((429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 0, 30),
        ((201, {}), 0, None),
        ((400, {}), 0, None),
        ((413, {}), 0, None),
        ((301, {"Location": "/elsewhere"}), 0, None),
    ],
)
def test_a_service_without_time_is_asked_again_later(
    cast, service, phone, told, answer, tries, pause
):
    service.answers = [answer]
    number, _ = listen(cast.cleo, service, phone)
    assert send(number, told, tries) == pause
    assert len(service.letters) == 1
    assert subscription_of(number)


def test_a_task_tries_again_until_it_arrives(cast, service, phone, settled):
    service.answers = [(503, {}), (500, {}), (201, {})]
    listen(cast.cleo, service, phone)
    with settled():
        like(cast.eli, say(cast.cleo))
    assert len(service.letters) == 3


def test_nobody_answers(cast, service, phone, told):
    number, _ = listen(cast.cleo, service, phone, endpoint="http://127.0.0.1:9/")
    assert send(number, told) == 30


def test_a_message_is_given_up_after_a_day(cast, service, phone, told):
    number, _ = listen(cast.cleo, service, phone)
    assert send(number, told, at=clock.now() + timedelta(hours=25)) is None
    assert service.letters == []


def test_a_token_that_is_revoked_and_a_member_who_may_not_are_sent_nothing(
    cast, service, phone, told
):
    number, _ = listen(cast.cleo, service, phone)
    state(cast.cleo, "suspended")
    assert send(number, told) is None
    state(cast.cleo, "active")
    revoke_tokens(token_ids=[number])
    assert send(number, told) is None
    assert service.letters == []


def test_the_token_is_not_readable_in_the_database(cast, service, phone):
    number, words = listen(cast.cleo, service, phone)
    assert words not in str(AccessToken.objects.get(pk=number).push)


def envelope(endpoint):
    return Envelope(endpoint, {"TTL": "1"}, b"sealed")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"],
)
def test_a_name_that_leads_inside_our_walls_is_refused(service, address):
    live = LivePush(open_only=True, resolve=lambda _host, _port: [address])
    assert live.deliver(envelope(f"http://push.example:{service.server.server_port}/")).is_gone
    mixed = LivePush(open_only=True, resolve=lambda _host, _port: ["93.184.216.34", address])
    assert mixed.deliver(envelope("https://push.example/")).is_gone
    assert service.letters == []


def test_a_name_that_nobody_knows_is_tried_again():
    def unknown(_host, _port):
        raise OSError

    assert LivePush(open_only=True, resolve=unknown).deliver(envelope("https://push.example/")) == (
        Delivery(0)
    )


def test_a_redirect_is_not_followed(service):
    service.answers = [(307, {"Location": f"{service.url}/inside"})]
    assert LivePush(open_only=False).deliver(envelope(f"{service.url}/wake")).status == 307
    assert len(service.letters) == 1


def test_the_certificate_is_that_of_the_name_not_of_the_address(tmp_path, service):
    """The address that was looked up is called; who answers must own the name all the same."""
    files = certificate(tmp_path, "push.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    service.server.socket = context.wrap_socket(service.server.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=files[0])
    with httpx.Client(verify=trusting, trust_env=False) as client:
        live = LivePush(open_only=False, resolve=lambda _host, _port: ["127.0.0.1"], client=client)
        port = service.server.server_port
        assert live.deliver(envelope(f"https://push.example:{port}/wake?a=b")).status == 201
        assert live.deliver(envelope(f"https://other.example:{port}/wake")).status == 0
    (letter,) = service.letters
    assert (letter.path, letter.headers["Host"]) == ("/wake?a=b", f"push.example:{port}")


def certificate(folder, name):
    """Return the files of a certificate for a name, signed by itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(cert), str(secret)
