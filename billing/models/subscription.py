"""Our copy of what Stripe knows of a foundation: customer, subscriptions, invoices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.plan import Plan
from tenants.models.foundation import Foundation


class Customer(models.Model):
    """A foundation as Stripe knows it; its row is locked while the copy is brought up to date."""

    foundation = models.OneToOneField(
        Foundation, models.CASCADE, primary_key=True, related_name="customer"
    )
    stripe_id = models.CharField(max_length=255, unique=True)
    made_at = models.DateTimeField()
    mirrored_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.stripe_id


class Subscription(models.Model):
    """A standing order, as Stripe last told it, and where we stand with a payment that failed."""

    class State(models.TextChoices):
        """Stripe's own states.

        Source: https://docs.stripe.com/api/subscriptions/object#subscription_object-status
        """

        INCOMPLETE = "incomplete", _("Waiting for the first payment")
        INCOMPLETE_EXPIRED = "incomplete_expired", _("Never paid")
        TRIALING = "trialing", _("On trial")
        ACTIVE = "active", _("Active")
        PAST_DUE = "past_due", _("Payment failed")
        UNPAID = "unpaid", _("Unpaid")
        PAUSED = "paused", _("Paused")
        CANCELED = "canceled", _("Ended")

    PAYING = (State.TRIALING, State.ACTIVE)
    OVERDUE = (State.PAST_DUE, State.UNPAID)
    LIVE = (*PAYING, *OVERDUE, State.PAUSED)

    foundation = models.ForeignKey(Foundation, models.CASCADE, related_name="subscriptions")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", db_index=False)
    stripe_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=20, choices=State)
    period_ends_at = models.DateTimeField()
    cancel_at_period_end = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    letters_sent = models.PositiveSmallIntegerField(default=0)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["failed_at"],
                condition=models.Q(failed_at__isnull=False),
                name="subscription_overdue",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(failed_at__isnull=False)
                | models.Q(lapsed_at=None, letters_sent=0),
                name="only_a_failed_payment_lapses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} of {self.foundation_id}"

    @property
    def is_overdue(self) -> bool:
        """Whether a payment failed and is still awaited."""
        return self.state in self.OVERDUE


class Invoice(models.Model):
    """A bill, as Stripe last told it."""

    class State(models.TextChoices):
        """Stripe's own states."""

        DRAFT = "draft", _("Being written")
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        UNCOLLECTIBLE = "uncollectible", _("Given up")
        VOID = "void", _("Void")

    foundation = models.ForeignKey(
        Foundation, models.CASCADE, related_name="invoices", db_index=False
    )
    stripe_id = models.CharField(max_length=255, unique=True)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=State)
    due_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    page_url = models.CharField(max_length=2000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["foundation", "-issued_at"], name="invoices_of_foundation"),
        ]

    def __str__(self) -> str:
        return self.number or self.stripe_id
