"""Every page of the operators' console."""

from django.urls import path

from ops import converters  # noqa: F401 - importing registers them
from ops.views import chain, escalations, inbox, notices, squares, takedowns

app_name = "ops"

_LIFT = "takedowns/<reference:ref>/lifts/<int:lift_id>"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("second-factor", inbox.second_factor, name="second_factor"),
    path("notices/<reference:ref>", notices.notice, name="notice"),
    path("notices/<reference:ref>/propose", notices.propose, name="notice_propose"),
    path("notices/<reference:ref>/reject", notices.reject, name="notice_reject"),
    path("notices/<reference:ref>/conclude", notices.conclude, name="notice_conclude"),
    path("escalations/<int:escalation_id>", escalations.escalation, name="escalation"),
    path("escalations/<int:escalation_id>/propose", escalations.propose, name="escalation_propose"),
    path("escalations/<int:escalation_id>/answer", escalations.answer, name="escalation_answer"),
    path("takedowns", takedowns.takedown_list, name="takedowns"),
    path("takedowns/<reference:ref>", takedowns.takedown, name="takedown"),
    path("takedowns/<reference:ref>/approve", takedowns.approve, name="takedown_approve"),
    path("takedowns/<reference:ref>/reject", takedowns.reject, name="takedown_reject"),
    path("takedowns/<reference:ref>/withdraw", takedowns.withdraw, name="takedown_withdraw"),
    path("takedowns/<reference:ref>/retry", takedowns.retry, name="takedown_retry"),
    path("takedowns/<reference:ref>/lift", takedowns.propose_lift, name="lift_propose"),
    path(f"{_LIFT}/approve", takedowns.approve_lift, name="lift_approve"),
    path(f"{_LIFT}/reject", takedowns.reject_lift, name="lift_reject"),
    path(f"{_LIFT}/withdraw", takedowns.withdraw_lift, name="lift_withdraw"),
    path(f"{_LIFT}/retry", takedowns.retry_lift, name="lift_retry"),
    path("squares", squares.square_list, name="squares"),
    path("squares/<slug:slug>", squares.square, name="square"),
    path("squares/<slug:slug>/suspend", squares.suspend, name="square_suspend"),
    path("squares/<slug:slug>/reopen", squares.reopen, name="square_reopen"),
    path("chain", chain.chain, name="chain"),
    path("chain/check", chain.check, name="chain_check"),
    path("operators", chain.operators, name="operators"),
]
