"""The tables of this room, one file a noun; listed here so that Django finds them."""

from ops.models import communication, escalation, notice, operator, takedown
