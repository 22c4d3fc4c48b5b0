"""Makes one row of any model, so that a new table is walled in by the tests from its first day."""

import itertools
from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.db import models

MOMENT = datetime(2026, 2, 3, tzinfo=UTC)
MARK = "onlyagora"
_numbers = itertools.count(1)

# What a table's own constraints ask beyond types; everything else is found out from the model.
PARTICULAR = {
    "charter.charter": {"id": 1},
}


def square_models():
    """Return every model whose table stands in each square."""
    from tenants.snapshot import square_labels

    labels = square_labels()
    return sorted(
        (m for m in apps.get_models() if m._meta.app_label in labels and m._meta.managed),
        key=lambda m: m._meta.label_lower,
    )


def public_models():
    """Return every model whose table stands in public only."""
    from tenants.snapshot import square_labels

    labels = square_labels()
    return sorted(
        (m for m in apps.get_models() if m._meta.app_label not in labels and m._meta.managed),
        key=lambda m: m._meta.label_lower,
    )


def make(model, **given):
    """Save one row with the least it needs; its texts bear the mark, its number is far away."""
    number = next(_numbers)
    values = dict(given)
    values.update(
        {k: v for k, v in PARTICULAR.get(model._meta.label_lower, {}).items() if k not in given}
    )
    for field in model._meta.concrete_fields:
        if field.name not in values and not _may_be_left(field):
            values[field.name] = _value(field, number)
    pk = model._meta.pk
    if pk.name not in values and isinstance(pk, models.IntegerField):
        values[pk.name] = number + (10**15 if isinstance(pk, models.BigIntegerField) else 10**9)
    row = model(**values)
    existing = model._base_manager.filter(pk=row.pk).first()
    if existing is not None:
        return existing
    row.save(force_insert=True)
    return row


def _may_be_left(field):
    if isinstance(field, models.CharField | models.TextField) and not field.choices:
        return False  # texts bear the mark, also where they may be blank
    return (
        field.has_default()
        or field.null
        or (field.primary_key and not field.remote_field)
        or getattr(field, "auto_now_add", False)
    )


def _value(field, number):
    if field.remote_field:
        return make(field.remote_field.model)
    if field.choices:
        return field.choices[0][0]
    kinds = {
        models.EmailField: lambda: f"{MARK}{number}@example.org",
        models.GenericIPAddressField: lambda: "192.0.2.1",
        models.CharField: lambda: _text(field, number),
        models.TextField: lambda: _text(field, number),
        models.BooleanField: lambda: False,
        models.DateTimeField: lambda: MOMENT,
        models.DateField: lambda: date(2026, 2, 3),
        models.DurationField: lambda: timedelta(seconds=number),
        models.JSONField: list,
        models.FloatField: lambda: 0.1,
        models.PositiveSmallIntegerField: lambda: number % 1000 + 100,
        models.IntegerField: lambda: number,
        models.BinaryField: lambda: b"x",
    }
    for kind, value in kinds.items():
        if isinstance(field, kind):
            return value()
    raise TypeError(f"teach tests/walls/rows.py the field {field!r}")


def _text(field, number):
    text = f"{MARK}{number}"
    return text[-field.max_length :] if field.max_length and field.max_length < len(text) else text
