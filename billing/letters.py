"""Letters to those who hold the purse: what happened, what it means, what to do."""

from django.conf import settings
from django.utils import translation

from billing import money, queries, rules
from billing.addresses import address_of
from billing.models.plan import Plan
from commons import mail


def write(template: str, *, subscription_id: int, **more: object) -> int:
    """Write one letter to every owner and treasurer of a subscription's foundation.

    template: the name below emails/billing.  more: what only this letter speaks of.
    Returns: how many were written; none when the subscription is gone.
    """
    subscription = queries.subscription_by_id(subscription_id)
    if subscription is None:
        return 0
    officers = list(queries.treasurers_of(subscription.foundation))
    failed_at = subscription.failed_at
    for officer in officers:
        language = officer.user.language or settings.LANGUAGE_CODE
        with translation.override(language):
            context = {
                "foundation": subscription.foundation,
                "plan": subscription.plan,
                "price": money.written(subscription.plan.price_cents, subscription.plan.currency),
                "subscription": subscription,
                "lapses_at": rules.lapses_at(failed_at) if failed_at else None,
                "free_plan": Plan.objects.get(code=rules.FREE),
                "url": address_of("billing", subscription.foundation_id),
                **more,
            }
        mail.send(
            template=f"emails/billing/{template}",
            to=officer.user.email,
            context=context,
            language=language,
        )
    return len(officers)
