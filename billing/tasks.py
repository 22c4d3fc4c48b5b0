"""Background work of this room: letters that are due, and a regular look at Stripe."""

import logging

from celery import shared_task

from billing import actions, queries
from billing.errors import PaymentsUnavailable
from commons import clock
from tenants.context import outside

log = logging.getLogger(__name__)


@shared_task
def remind_and_lapse() -> None:
    """Go through the unpaid subscriptions: letters, then the end of grace."""
    with outside():
        for number in list(queries.overdue_subscriptions().values_list("pk", flat=True)):
            actions.remind_and_lapse(subscription_id=number, at=clock.now())


@shared_task
def reconcile() -> None:
    """Ask Stripe about every customer anew, for events that never came; tidy up.

    Cost: two requests to Stripe a customer.
    """
    with outside():
        for customer in queries.customers().iterator():
            try:
                actions.bring_up_to_date(foundation=customer.foundation, at=clock.now())
            except PaymentsUnavailable:
                log.warning("reconciliation stopped: Stripe does not answer")
                return
        for foundation in queries.foundations_without_entitlements():
            actions.grant_what_is_due(foundation=foundation, at=clock.now())
        actions.forget_payloads(at=clock.now())
