"""The tables of this room, one file a noun; listed here so that Django finds them."""

from billing.models import plan, subscription, webhook
