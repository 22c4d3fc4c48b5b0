"""The double's own pages: checkout, portal, bills, and a desk to make things happen.

Plain HTML, no scripts; every page says that nothing is charged.
"""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

from embedded.stripe_double import sessions
from embedded.stripe_double.ledger import ENDED, Ledger
from embedded.stripe_double.shapes import Json

_STYLE = (Path(__file__).parent / "pages.css").read_text()
_EVENTS_SHOWN = 30


def checkout(ledger: Ledger, session: Json, *, declined: bool = False) -> str:
    """Return the page where one would enter a card."""
    price = sessions.price_of(ledger, session)
    name = escape(ledger.store.get("product", price["product"])["name"])
    customer = ledger.store.get("customer", session["customer"])
    wrong = (
        "<p class=wrong role=alert>Your card was declined. Try another one.</p>" if declined else ""
    )
    back = _back(session["cancel_url"], "Back")
    return _page(
        f"Subscribe to {name}",
        f"""<div class=two>
        <section><p class=quiet>Subscribe to {name}</p>
        <p class=sum>{money(price["unit_amount"], price["currency"])} <small>per month</small></p>
        <p class=quiet>First payment today, then on the same day of every month.</p>{back}</section>
        <section class=card><h1>Pay</h1>
        <p class=row><span>For</span><b>{escape(customer["name"] or "")}</b></p>
        <p class=row><span>Letters to</span><b>{escape(customer["email"] or "")}</b></p>
        <p class=row><span>Card</span><b>•••• 4242</b></p>{wrong}
        <form method=post><button class=main name=act value=pay>Pay with test card</button>
        <button name=act value=decline>Decline</button></form></section></div>""",
    )


def checkout_over(session: Json) -> str:
    """Return the page of a checkout that was paid or has expired."""
    word = "paid" if session["status"] == "complete" else "closed"
    return _page(
        "Checkout",
        f"<section class=card><h1>This checkout was {word} already.</h1>"
        f"{_back(session['cancel_url'], 'Back')}</section>",
    )


def portal(ledger: Ledger, session: Json) -> str:
    """Return the page where a customer looks after their subscription."""
    customer = ledger.store.get("customer", session["customer"])
    living = [it for it in ledger.subscriptions_of(customer["id"]) if it["status"] not in ENDED]
    bills = [it for it in ledger.store.every("invoice") if it["customer"] == customer["id"]]
    parts = [_standing(ledger, it) for it in living] or ["<p>There is no subscription.</p>"]
    return _page(
        "Your subscription",
        f"""{_back(session["return_url"], "Back")}
        <h1>{escape(customer["name"] or "Your subscription")}</h1>
        <section class=card>{"".join(parts)}</section>
        <section class=card><h2>Bills</h2>{_bills(bills)}</section>""",
    )


def _standing(ledger: Ledger, subscription: Json) -> str:
    item = subscription["items"]["data"][0]
    price = item["price"]
    end = day(item["current_period_end"])
    others = sorted(
        (
            it
            for it in ledger.store.every("price")
            if it["lookup_key"] and it["active"] and it["id"] != price["id"]
        ),
        key=lambda it: int(it["unit_amount"]),
    )
    switches = "".join(
        f"<button name=price value={it['id']}>Switch to {escape(it['nickname'])} – "
        f"{money(it['unit_amount'], it['currency'])}</button>"
        for it in others
    )
    if subscription["cancel_at_period_end"]:
        until, act = f"Ends on {end}", "<button name=act value=resume>Keep it</button>"
    else:
        until, act = f"Renews on {end}", "<button name=act value=cancel>Cancel</button>"
    open_bills = (
        "<button class=main name=act value=pay>Pay the open bill</button>"
        if subscription["status"] == "past_due"
        else ""
    )
    return f"""<p class=quiet>Current plan</p>
    <p class=sum>{escape(price["nickname"] or "")}
    <small>{money(price["unit_amount"], price["currency"])} per month</small></p>
    <p>{until} · {escape(subscription["status"].replace("_", " "))}</p>
    <form method=post><input type=hidden name=subscription value={subscription["id"]}>
    {open_bills}{switches}{act}</form>"""


def bill(ledger: Ledger, invoice: Json) -> str:
    """Return a bill as one would print it."""
    lines = "".join(
        f"<tr><td>{escape(line['description'])}</td><td>{day(line['period']['start'])} – "
        f"{day(line['period']['end'])}</td><td>{money(line['amount'], line['currency'])}</td></tr>"
        for line in invoice["lines"]["data"]
    )
    return _page(
        f"Bill {invoice['number']}",
        f"""<section class=card><h1>Bill {escape(invoice["number"])}</h1>
        <p class=quiet>{escape(invoice["customer_name"] or "")} · {day(invoice["created"])} ·
        {escape(invoice["status"])}</p><table>{lines}
        <tr><th>Due</th><td></td><th>{money(invoice["amount_due"], invoice["currency"])}</th></tr>
        </table></section>""",
    )


def desk(ledger: Ledger) -> str:
    """Return the desk: what there is, what was told, and levers for time and failure."""
    rows = "".join(_lever(ledger, it) for it in ledger.store.every("subscription"))
    outcomes = ledger.store.outcomes()
    told = "".join(
        f"<tr><td>{escape(it['type'])}</td><td>{moment(it['created'])}</td>"
        f"<td>{outcomes[it['id']][1]} ({outcomes[it['id']][0]})</td>"
        f"<td><form method=post><button name=resend value={it['id']}>Send again</button>"
        "</form></td></tr>"
        for it in ledger.store.every("event")[:_EVENTS_SHOWN]
        if it["id"] in outcomes
    )
    return _page(
        "Stripe double",
        f"""<h1>Stripe double</h1><p class=quiet>A stand-in for Stripe on this machine. Here you can
        let a month pass, let a payment fail, and have events told again.</p>
        <section class=card><h2>Subscriptions</h2>
        {rows or "<p>None yet.</p>"}</section>
        <section class=card><h2>Last events</h2>
        <div class=wide><table>{told or "<tr><td>None yet.</td></tr>"}</table></div></section>""",
    )


def _lever(ledger: Ledger, subscription: Json) -> str:
    item = subscription["items"]["data"][0]
    name = ledger.store.get("customer", subscription["customer"])["name"]
    levers = "" if subscription["status"] in ENDED else (
        f"<form method=post><input type=hidden name=subscription value={subscription['id']}>"
        "<button name=act value=renew>A month passes</button>"
        "<button name=act value=fail>A month passes, payment fails</button>"
        "<button name=act value=pay>Pay what is open</button>"
        "<button name=act value=end>End now</button></form>"
    )  # fmt: skip
    return (
        f"<article><p><b>{escape(name or '')}</b> · {escape(item['price']['nickname'] or '')} · "
        f"{escape(subscription['status'].replace('_', ' '))} until "
        f"{day(item['current_period_end'])}</p>{levers}</article>"
    )


def fault(message: str) -> str:
    """Return the page of a refusal."""
    return _page("Stripe double", f"<section class=card><h1>{escape(message)}</h1></section>")


def money(cents: int, currency: str) -> str:
    """Return an amount for people."""
    sign = "−" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d} {escape(currency.upper())}"


def day(seconds: int) -> str:
    """Return a date for people."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %B %Y")


def moment(seconds: int) -> str:
    """Return a moment for people."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _bills(bills: list[Json]) -> str:
    rows = "".join(
        f"<tr><td><a href='/i/{it['id']}'>{escape(it['number'])}</a></td>"
        f"<td>{day(it['created'])}</td><td>{escape(it['status'])}</td>"
        f"<td>{money(it['amount_due'], it['currency'])}</td></tr>"
        for it in bills
    )
    return f"<div class=wide><table>{rows}</table></div>" if rows else "<p>None yet.</p>"


def _back(address: str | None, word: str) -> str:
    return f"<p><a class=back href='{escape(address)}'>← {word}</a></p>" if address else ""


def _page(title: str, body: str) -> str:
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title><link rel=icon href='data:,'><style>{_STYLE}</style>"
        "<body><p class=banner>Stripe double – nothing is charged</p>"
        f"<main>{body}</main></body></html>"
    )
