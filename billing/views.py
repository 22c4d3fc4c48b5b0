"""The pages about money: prices for everybody, plan and bills for a foundation's officers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from billing import actions, pages, queries
from billing.forms import AttemptForm
from billing.guards import at_purse
from billing.models.plan import Plan
from commons import clock, limits
from commons.errors import Refusal
from tenants.guards import officer_required
from tenants.models.foundation import Officer
from tenants.queries import offices_of


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """Show the plans to anybody."""
    return render(request, "billing/prices.html", {"plans": pages.plan_cards()})


@officer_required
@require_GET
def home(request: HttpRequest, user: User) -> HttpResponse:
    """Lead to the bills of a person's foundation, or let them choose between several."""
    offices = list(offices_of(user))
    if not offices:
        return redirect("panel_foundation")
    if len(offices) == 1:
        return redirect("billing", offices[0].foundation_id)
    context = pages.frame(offices[0]) | {"offices": offices, "foundation": None}
    return render(request, "billing/foundations.html", context)


@at_purse
@require_GET
def overview(request: HttpRequest, office: Officer) -> HttpResponse:
    """Show the plan, its state, what is used, and the bills."""
    account = queries.account_of(office.foundation, at=clock.now())
    context = pages.frame(office) | {
        "account": account,
        "card": pages.plan_card(account.plan),
        "standing": pages.standing(account),
        "uses": pages.use_lines(account.uses),
        "bills": pages.bill_lines(account.invoices),
    }
    return render(request, "billing/overview.html", context)


@at_purse
@require_GET
def plans(request: HttpRequest, office: Officer) -> HttpResponse:
    """Show the plans to choose from."""
    account = queries.account_of(office.foundation, at=clock.now())
    cards = pages.plan_cards(current=account.plan.code)
    return render(request, "billing/plans.html", pages.frame(office) | {"plans": cards})


@at_purse
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, office: Officer, code: str) -> HttpResponse:
    """Say what choosing a plan means, then choose it."""
    chosen = queries.find_plan(code)
    form = AttemptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.hit(f"billing:{office.pk}", limit=20, seconds=600)
        try:
            return redirect(_choose(office, chosen, form.cleaned_data["attempt"]))
        except Refusal as refusal:
            messages.error(request, refusal.text())
            return redirect("billing", office.foundation_id)
    account = queries.account_of(office.foundation, at=clock.now())
    context = pages.frame(office) | {
        "account": account,
        "card": pages.plan_card(chosen),
        "current": pages.plan_card(account.plan),
        "misfits": pages.misfit_lines(chosen, account.uses),
        "form": AttemptForm(),
    }
    return render(request, "billing/plan.html", context)


@at_purse
@require_POST
def keep(request: HttpRequest, office: Officer) -> HttpResponse:
    """Take a cancellation back."""
    actions.keep(by=office, at=clock.now())
    messages.success(request, _("Your plan goes on as before."))
    return redirect("billing", office.foundation_id)


@at_purse
@require_POST
def portal(request: HttpRequest, office: Officer) -> HttpResponse:
    """Lead to the provider's page for cards and bills."""
    return redirect(actions.open_portal(by=office, at=clock.now()))


@at_purse
@require_http_methods(["GET", "POST"])
def thanks(request: HttpRequest, office: Officer) -> HttpResponse:
    """Say what happens after paying, and look again until the provider has told us."""
    if request.method == "POST":
        limits.hit(f"billing:{office.pk}", limit=20, seconds=600)
        actions.bring_up_to_date(foundation=office.foundation, at=clock.now())
        return redirect("billing_thanks", office.foundation_id)
    account = queries.account_of(office.foundation, at=clock.now())
    context = {"account": account, "card": pages.plan_card(account.plan)}
    if request.headers.get("HX-Request"):
        context |= {"billing_url": reverse("billing", args=[office.foundation_id])}
        return render(request, "billing/thanks.html#arrival", context)
    return render(request, "billing/thanks.html", pages.frame(office) | context)


@at_purse
@require_GET
def abandoned(request: HttpRequest, office: Officer) -> HttpResponse:
    """Say that nothing was charged."""
    return render(request, "billing/abandoned.html", pages.frame(office))


def _choose(office: Officer, chosen: Plan, attempt: str) -> str:
    """Carry a choice out; return where the officer goes next."""
    now, number = clock.now(), office.foundation_id
    if chosen.is_free or queries.live_subscription(office.foundation) is not None:
        actions.change_plan(by=office, plan=chosen, attempt=attempt, at=now)
        return reverse("billing", args=[number])
    return actions.start_checkout(by=office, plan=chosen, at=now)
