"""A host of its own that a foundation connects to a square."""

from django.db import models

from tenants.models.square import Square


class Domain(models.Model):
    """One host; it serves the square once it is shown to point at us."""

    host = models.CharField(max_length=253, unique=True)
    square = models.ForeignKey(Square, models.CASCADE, related_name="domains")
    token = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.host

    @property
    def is_primary(self) -> bool:
        """Whether the square shows itself under this host."""
        return self.square.primary_host == self.host
