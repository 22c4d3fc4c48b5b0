"""What people do on the double's pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from embedded.stripe_double import form, pages, sessions
from embedded.stripe_double.ledger import Ledger
from embedded.stripe_double.refusals import Refused, missing
from embedded.stripe_double.shapes import Json

_HTML = "text/html"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: str
    kind: str = _HTML
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(ledger: Ledger, method: str, path: str, body: str) -> Answer:
    """Show a page, or do what a button on it says."""
    try:
        clicked = form.parse(body) if method == "POST" else {}
        match path.strip("/").split("/"):
            case ["c", "pay", identifier]:
                return _checkout(ledger, identifier, clicked)
            case ["p", "session", identifier]:
                return _portal(ledger, identifier, clicked, path)
            case ["i", identifier]:
                return Answer(200, pages.bill(ledger, ledger.store.get("invoice", identifier)))
            case [""]:
                return _desk(ledger, clicked)
            case _:
                raise missing("page", path)
    except Refused as refusal:
        return Answer(refusal.status, pages.fault(str(refusal)))


def _checkout(ledger: Ledger, identifier: str, clicked: Json) -> Answer:
    session = ledger.store.get("checkout.session", identifier)
    if session["status"] != "open":
        return Answer(200, pages.checkout_over(session))
    if clicked.get("act") == "pay":
        return _go(sessions.complete(ledger, sessions.open_checkout(ledger, identifier)))
    declined = clicked.get("act") == "decline"
    return Answer(402 if declined else 200, pages.checkout(ledger, session, declined=declined))


def _portal(ledger: Ledger, identifier: str, clicked: Json, path: str) -> Answer:
    session = ledger.store.get("billing_portal.session", identifier)
    if not clicked:
        return Answer(200, pages.portal(ledger, session))
    subscription = ledger.store.get("subscription", form.text(clicked, "subscription"))
    if subscription["customer"] != session["customer"]:
        raise missing("subscription", subscription["id"])
    if "price" in clicked:
        price = ledger.store.get("price", form.text(clicked, "price"))
        ledger.switch(subscription, price, proration="always_invoice")
    else:
        _pull(ledger, subscription, form.text(clicked, "act"))
    return _go(path)


def _desk(ledger: Ledger, clicked: Json) -> Answer:
    if not clicked:
        return Answer(200, pages.desk(ledger))
    if "resend" in clicked:
        ledger.store.schedule(form.text(clicked, "resend"), ledger.moment())
    else:
        subscription = ledger.store.get("subscription", form.text(clicked, "subscription"))
        _pull(ledger, subscription, form.text(clicked, "act"))
    return _go("/")


def _pull(ledger: Ledger, subscription: Json, lever: str) -> None:
    """Do one of the few things that happen to a subscription."""
    match lever:
        case "cancel" | "resume":
            ledger.cancel_at_period_end(subscription, wish=lever == "cancel")
        case "renew" | "fail":
            ledger.renew(subscription, paid=lever == "renew")
        case "end":
            ledger.cancel(subscription)
        case "pay":
            for bill in ledger.store.every("invoice"):
                parent = bill["parent"]["subscription_details"]["subscription"]
                if bill["status"] == "open" and parent == subscription["id"]:
                    ledger.pay(bill)
        case _:
            raise Refused(f"There is no such lever: {lever}")


def _go(address: str) -> Answer:
    return Answer(303, "", headers={"Location": address})
