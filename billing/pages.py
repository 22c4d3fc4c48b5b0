"""What the pages of this room show, prepared: plans, standing, use, bills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import money, queries, rules
from billing.models.plan import Plan
from billing.models.subscription import Invoice, Subscription
from billing.queries import Account, Use
from commons import amounts
from tenants import desk
from tenants.models.foundation import Officer

_BILLING_PLACE = "panel_billing"


@dataclass(frozen=True)
class PlanCard:
    """A plan, as it is offered."""

    code: str
    name: str
    summary: str
    price: str
    period: str
    is_free: bool
    includes: Sequence[str]
    is_current: bool = False


@dataclass(frozen=True)
class UseLine:
    """How much of one limit is used, in words, and as hundredths for a bar."""

    label: str
    text: str
    hundredths: int
    is_over: bool
    is_near: bool


@dataclass(frozen=True)
class BillLine:
    """One bill."""

    number: str
    issued_at: datetime
    state: str
    tone: str
    symbol: str
    amount: str
    url: str


@dataclass(frozen=True)
class Standing:
    """The state of a subscription in a word, and what happens next in a sentence."""

    word: str
    tone: str
    symbol: str
    next_step: str


def plan_cards(*, current: str = "") -> list[PlanCard]:
    """Prepare the plans on offer, smallest first.

    Cost: one query.
    """
    return [plan_card(plan, is_current=plan.code == current) for plan in queries.plans_on_offer()]


def plan_card(plan: Plan, *, is_current: bool = False) -> PlanCard:
    """Prepare one plan."""
    return PlanCard(
        code=plan.code,
        name=plan.name,
        summary=str(rules.WHAT_FOR.get(plan.code, "")),
        price=_("Free")
        if plan.is_free
        else money.written(plan.price_cents, plan.currency, short=True),
        period="" if plan.is_free else _("a month"),
        is_free=plan.is_free,
        includes=limit_lines(plan.limits),
        is_current=is_current,
    )


def limit_lines(limits: Mapping[str, int]) -> list[str]:
    """Say what a plan includes."""
    squares, domains = limits.get("squares", 0), limits.get("domains", 0)
    members = {"count": amounts.exact(limits.get("members", 0))}
    size = {"size": _size(limits.get("storage_bytes", 0))}
    return [
        ngettext("%(count)s square", "%(count)s squares", squares) % {"count": squares},
        _("up to %(count)s members in each") % members,
        _("%(size)s for pictures in each") % size,
        ngettext("%(count)s domain of your own", "%(count)s domains of your own", domains)
        % {"count": domains}
        if domains
        else _("an address below ours"),
    ]


def use_lines(uses: Sequence[Use]) -> list[UseLine]:
    """Say how much of each limit is used."""
    return [
        UseLine(
            label=str(rules.LIMIT_NAMES[use.name]),
            text=_share_in_words(use),
            hundredths=round(use.share * 100),
            is_over=use.is_over,
            is_near=not use.is_over and use.limit > 1 and use.share >= 0.8,
        )
        for use in uses
    ]


def _share_in_words(use: Use) -> str:
    if not use.limit and not use.used:
        return _("Not included")
    words = {"used": _figure(use.name, use.used), "limit": _figure(use.name, use.limit)}
    return _("%(used)s of %(limit)s") % words


def misfit_lines(plan: Plan, uses: Sequence[Use]) -> list[str]:
    """Say what of the present use a plan does not include."""
    used = {use.name: use.used for use in uses}
    beyond = set(rules.what_does_not_fit(plan.limits, used))
    lines = use_lines(queries.uses(plan.limits, used))
    return [
        f"{line.label}: {line.text}"
        for use, line in zip(uses, lines, strict=True)
        if use.name in beyond
    ]


def standing(account: Account) -> Standing:
    """Say where a foundation stands and what happens next."""
    subscription = account.subscription
    if subscription is None:
        return Standing(_("Free"), "", "check", _("Nothing is charged, for as long as you like."))
    moment = {"date": date_format(subscription.period_ends_at, "DATE_FORMAT")}
    if subscription.is_overdue:
        return _overdue(account)
    if subscription.cancel_at_period_end:
        text = _("It was cancelled and ends on %(date)s. Until then everything stays.") % moment
        return Standing(_("Cancelled"), "warning", "hourglass", text)
    price = money.written(subscription.plan.price_cents, subscription.plan.currency)
    text = _("The next bill is due on %(date)s: %(price)s.") % (moment | {"price": price})
    word = str(Subscription.State(subscription.state).label)
    return Standing(word, "success", "circle-check", text)


def _overdue(account: Account) -> Standing:
    lapses_at = account.lapses_at
    if account.subscription is None or account.subscription.lapsed_at or lapses_at is None:
        text = _("The bill is still open, so the limits of the free plan hold. Nothing is lost.")
        return Standing(_("Lapsed"), "danger", "circle-alert", text)
    text = _(
        "The last payment did not come through. Nothing changes before %(date)s; "
        "please look at the card."
    ) % {"date": date_format(lapses_at, "DATE_FORMAT")}
    return Standing(_("Payment failed"), "danger", "circle-alert", text)


def bill_lines(invoices: Sequence[Invoice]) -> list[BillLine]:
    """Prepare bills for the table."""
    looks = {
        Invoice.State.PAID: ("success", "check"),
        Invoice.State.OPEN: ("warning", "clock"),
    }
    lines = []
    for invoice in invoices:
        state = Invoice.State(invoice.state)
        tone, symbol = looks.get(state, ("", ""))
        lines.append(
            BillLine(
                number=invoice.number or _("Bill"),
                issued_at=invoice.issued_at,
                state=str(state.label),
                tone=tone,
                symbol=symbol,
                amount=money.written(invoice.due_cents, invoice.currency),
                url=invoice.page_url,
            )
        )
    return lines


def frame(office: Officer) -> dict[str, Any]:  # Any: a context holds all kinds
    """Return what the desk's frame shows, with the bills marked as the place one stands at.

    Cost: one query.
    """
    context = desk.frame(office.user, foundation=office.foundation)
    general, here = reverse(_BILLING_PLACE), reverse("billing", args=[office.foundation_id])
    context["desk_places"] = [
        (symbol, label, here if url == general else url)
        for symbol, label, url in context["desk_places"]
    ]
    return context | {"office": office, "may_pay": rules.may_pay(office.role), "billing_url": here}


def _figure(name: str, number: int) -> str:
    return _size(number) if name == "storage_bytes" else amounts.exact(number)


def _size(number: int) -> str:
    """Return a size; whole gigabytes without a digit behind the point."""
    whole, rest = divmod(number, rules.GIGABYTE)
    if whole and not rest:
        return _("%(count)s GB") % {"count": amounts.exact(whole)}
    return filesizeformat(number)
