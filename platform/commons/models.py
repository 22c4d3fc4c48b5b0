"""Two tables that stand in public and in every square: the audit chain and the outbox."""

from django.db import models


class AuditEntry(models.Model):
    """One act, chained by hash to the one before; the database lets nobody change it."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"


class OutboxEntry(models.Model):
    """A fact that must not be lost, waiting for a worker to deliver it."""

    kind = models.CharField(max_length=100)
    payload = models.JSONField()
    written_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
