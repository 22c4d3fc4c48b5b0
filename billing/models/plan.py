"""What a foundation can subscribe to."""

from django.db import models


class Plan(models.Model):
    """A price and what it allows; planted from the table in `billing.rules`."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60)
    price_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    limits = models.JSONField()
    lookup_key = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField()
    listed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_cents=0) ^ ~models.Q(lookup_key=""),
                name="plan_with_a_price_is_found_at_stripe",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_free(self) -> bool:
        """Whether nothing is charged for it."""
        return self.price_cents == 0
