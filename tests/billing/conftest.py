"""A Stripe double on a free port, and an ear that keeps what it tells."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Ear:
    """Keeps signed webhooks; `refusals` counts how many deliveries it first turns away."""

    def __init__(self):
        self.heard, self.refusals = [], 0
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if ear.refusals:
                    ear.refusals -= 1
                    self.send_response(500)
                else:
                    ear.heard.append((body, self.headers["Stripe-Signature"]))
                    self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/billing/webhook"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def wait_for(self, kind, *, seconds=10):
        """Return the first (body, signature) of a kind that was heard."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for body, signature in list(self.heard):
                if f'"type": "{kind}"'.encode() in body:
                    return body, signature
            time.sleep(0.01)
        raise AssertionError(f"{kind} was not heard")

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def ear():
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture
def double(tmp_path, ear, settings):
    from billing import stripe_gateway
    from embedded.stripe_double.server import StripeDouble

    with StripeDouble(tmp_path, webhook_url=ear.url, webhook_secret="whsec_test") as double:
        settings.STRIPE_API_BASE = double.address
        settings.STRIPE_WEBHOOK_SECRET = "whsec_test"
        yield double
        stripe_gateway.connect()._stripe._requestor._client.close()
        stripe_gateway._connect.cache_clear()


@pytest.fixture
def gateway(double):
    from billing import stripe_gateway

    return stripe_gateway.connect()


@pytest.fixture
def town():
    from billing.gateway import PriceTag

    return PriceTag("townsquares_town", "Town", 1900, "EUR")


@pytest.fixture
def city():
    from billing.gateway import PriceTag

    return PriceTag("townsquares_city", "City", 7900, "EUR")


@pytest.fixture
def plans(db):
    from billing import actions

    actions.plant_plans()


@pytest.fixture
def office(db, plans):
    """Ada's office in the Agora foundation: owner."""
    from tenants.models.foundation import Officer

    return Officer.objects.select_related("foundation", "user").get(user__email="ada@example.org")


@pytest.fixture
def click():
    """Return what clicks a button of the double's pages, as a browser would."""
    import requests

    def press(address, **fields):
        with requests.Session() as browser:
            method = "POST" if fields else "GET"
            return browser.request(
                method,
                address.replace("localhost", "127.0.0.1"),
                data=fields,
                allow_redirects=False,
                timeout=10,
            )

    return press


@pytest.fixture
def subscribed(office, double, click, plans):
    """The Agora foundation pays for Town, and the copy is up to date."""
    from billing import actions, queries
    from commons import clock

    address = actions.start_checkout(by=office, plan=queries.find_plan("town"), at=clock.now())
    assert click(address, act="pay").status_code == 303
    actions.bring_up_to_date(foundation=office.foundation, at=clock.now())
    office.foundation.refresh_from_db()
    return queries.live_subscription(office.foundation)
