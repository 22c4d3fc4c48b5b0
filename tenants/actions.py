"""Every write of the platform's own tables: foundations, squares, their states and hosts."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from commons import audit
from commons.events import publish
from commons.skeleton import skeleton
from tenants import dns_gateway, provisioning, queries, rules, usage
from tenants.countries import COUNTRIES
from tenants.errors import (
    DomainNotPointing,
    DomainsExhausted,
    DomainTaken,
    FoundationRefused,
    HostRefused,
    NotAllowedHere,
    PlanExhausted,
    SettingsRefused,
    SlugRefused,
    SlugTaken,
    StateRefused,
)
from tenants.events import SquareChanged, SquareStateChanged
from tenants.models.domain import Domain
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square

EDITABLE = ("name", "summary", "language", "jurisdiction", "time_zone", "registration", "listed")


@dataclass(frozen=True)
class FoundingRequest:
    """What an officer says of a square to be founded."""

    name: str
    slug: str
    language: str
    jurisdiction: str
    time_zone: str = "UTC"
    charter_template: str = "community"
    registration: str = Square.Registration.OPEN
    summary: str = ""
    listed: bool = True


@transaction.atomic
def found_foundation(*, name: str, country: str, by: User, at: datetime) -> Foundation:
    """Write down a foundation; whoever does it is its first owner.

    country: ISO 3166-1 alpha-2.
    Raises: FoundationRefused.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise FoundationRefused(reason=_("A foundation's name has between 1 and 120 characters."))
    if country not in COUNTRIES:
        raise FoundationRefused(reason=_("Choose the country whose law the foundation follows."))
    foundation = Foundation.objects.create(
        name=name, country=country, contact_email=by.email, founded_at=at
    )
    officer = Officer.objects.create(
        foundation=foundation, user=by, role=Officer.Role.OWNER, since=at
    )
    audit.record(
        actor=officer.actor,
        action="foundation.founded",
        subject=f"foundation:{foundation.pk}",
        at=at,
        details={"name": name, "country": country},
    )
    return foundation


def found_square(*, request: FoundingRequest, by: Officer, at: datetime) -> Square:
    """Found a square and build it; it is not open yet.

    Raises: NotAllowedHere, SlugRefused, SlugTaken, PlanExhausted, SettingsRefused.
    Cost: about 0.1 s. A crash after the row was written is made good by `finish_foundings`.
    """
    if reason := rules.reason_not_to_be_an_address(request.slug):
        raise SlugRefused(reason=reason)
    _refuse_settings(request.name, request.jurisdiction, request.time_zone)
    _refuse_without_office(by)
    try:
        with transaction.atomic():
            square = _write_square(request, by, at)
    except IntegrityError as error:  # somebody was a moment faster
        raise SlugTaken(slug=request.slug) from error
    provisioning.build(square, at=at)
    usage.measure(square, at=at)
    return square


def _write_square(request: FoundingRequest, by: Officer, at: datetime) -> Square:
    # The lock lets one officer after another count: two at once cannot pass the plan's limit.
    foundation = Foundation.objects.select_for_update(no_key=True).get(pk=by.foundation_id)
    if queries.count_squares(foundation) >= rules.squares_allowed(foundation):
        raise PlanExhausted
    if queries.look_alike(request.slug) is not None:
        raise SlugTaken(slug=request.slug)
    square = Square.objects.create(
        foundation=foundation,
        schema_name=rules.schema_of(request.slug),
        slug=request.slug,
        skeleton=skeleton(request.slug),
        name=" ".join(request.name.split()),
        summary=request.summary,
        language=request.language,
        jurisdiction=request.jurisdiction,
        time_zone=request.time_zone,
        charter_template=request.charter_template,
        registration=request.registration,
        listed=request.listed,
        entitlements=foundation.entitlements,
        founded_at=at,
        active_at=at,
    )
    _record(square, "founded", by.actor, at, {"slug": square.slug})
    return square


@transaction.atomic
def change_state(
    *, square: Square, to: str, hand: rules.Hand, actor: str, at: datetime, reason: str = ""
) -> Square:
    """Take a square to another state of its life.

    hand: whose; an officer's comes from `rules.hand_of`.  actor: "officer:3", "operator:5".
    Raises: StateRefused.  Tells: SquareStateChanged.
    """
    locked = Square.objects.select_for_update(no_key=True).get(pk=square.pk)
    before, after = Square.State(locked.state), Square.State(to)
    unbuilt = locked.built_at is None and after != Square.State.CLOSED
    if unbuilt or not rules.may_become(before, after, hand=hand):
        raise StateRefused(state=before.label, wanted=after.label)
    square.state, square.state_reason = after, reason[:500]
    Square.objects.filter(pk=square.pk).update(state=after, state_reason=square.state_reason)
    _record(square, after.value, actor, at, {"before": before.value, "reason": square.state_reason})
    publish(SquareStateChanged(square_id=square.pk, before=before.value, after=after.value))
    return square


@transaction.atomic
def change_settings(
    *, square: Square, changes: Mapping[str, str | bool], by: Officer, at: datetime
) -> Square:
    """Change what the platform knows of a square; its address stays as it is.

    changes: some of EDITABLE.
    Raises: NotAllowedHere, SettingsRefused.  Tells: SquareChanged.
    """
    _refuse_without_office(by)
    if unknown := set(changes) - set(EDITABLE):
        msg = f"a square's settings do not hold {unknown}"
        raise ValueError(msg)
    for field, value in changes.items():
        setattr(square, field, value)
    _refuse_settings(square.name, square.jurisdiction, square.time_zone)
    Square.objects.filter(pk=square.pk).update(**changes)
    _record(square, "settings_changed", by.actor, at, dict(changes))
    publish(SquareChanged(square_id=square.pk))
    return square


@transaction.atomic
def grant_entitlements(
    *, foundation: Foundation, entitlements: Mapping[str, int], actor: str, at: datetime
) -> None:
    """Say what a foundation's squares may do; its plan decides, billing tells.

    entitlements: such as {"squares": 3, "members": 5000}; replaces what was granted before.
    """
    granted = dict(entitlements)
    Foundation.objects.filter(pk=foundation.pk).update(entitlements=granted)
    Square.objects.filter(foundation=foundation).update(entitlements=granted)
    foundation.entitlements = granted
    audit.record(
        actor=actor,
        action="foundation.entitled",
        subject=f"foundation:{foundation.pk}",
        at=at,
        details=granted,
    )
    for number in queries.squares_of(foundation).values_list("pk", flat=True):
        publish(SquareChanged(square_id=number))


@transaction.atomic
def connect_domain(*, square: Square, host: str, by: Officer, at: datetime) -> Domain:
    """Write down a host that shall lead to a square; it does once it is verified.

    Raises: NotAllowedHere, HostRefused, DomainsExhausted, DomainTaken.
    """
    _refuse_without_office(by)
    host = rules.tidy_host(host)
    if reason := rules.reason_not_to_connect(host, apex=settings.APEX_HOST):
        raise HostRefused(reason=reason)
    foundation = Foundation.objects.select_for_update(no_key=True).get(pk=by.foundation_id)
    full = queries.count_domains(foundation) >= rules.domains_allowed(foundation)
    if full and not Domain.objects.filter(host=host, square=square).exists():
        raise DomainsExhausted
    domain, made = Domain.objects.get_or_create(
        host=host,
        defaults={"square": square, "token": secrets.token_urlsafe(24), "added_at": at},
    )
    if domain.square_id != square.pk:
        raise DomainTaken(host=host)
    if made:
        _record(square, "domain_connected", by.actor, at, {"host": host})
    return domain


def verify_domain(*, domain: Domain, by: Officer, at: datetime) -> Domain:
    """Look whether a host leads here; from then on it serves the square, as its main address.

    Raises: NotAllowedHere, DomainNotPointing.  Cost: one look-up and one request outside.
    """
    _refuse_without_office(by)
    finding = dns_gateway.gateway().look_at(domain.host, token=domain.token)
    with transaction.atomic():
        Domain.objects.filter(pk=domain.pk).update(checked_at=at)
    if not finding.points_here:
        raise DomainNotPointing(host=domain.host, reason=finding.reason)
    with transaction.atomic():
        domain.checked_at = domain.verified_at = at
        domain.save(update_fields=["checked_at", "verified_at"])
        _make_primary(domain.square, domain.host)
        _record(domain.square, "domain_verified", by.actor, at, {"host": domain.host})
    return domain


@transaction.atomic
def remove_domain(*, domain: Domain, by: Officer, at: datetime) -> None:
    """Let go of a host; the square's address below the platform always stays.

    Raises: NotAllowedHere.
    """
    _refuse_without_office(by)
    square, host = domain.square, domain.host
    domain.delete()
    if square.primary_host == host:
        _make_primary(square, "")
    _record(square, "domain_removed", by.actor, at, {"host": host})


def _make_primary(square: Square, host: str) -> None:
    square.primary_host = host
    Square.objects.filter(pk=square.pk).update(primary_host=host)
    publish(SquareChanged(square_id=square.pk))


def _refuse_without_office(by: Officer) -> None:
    if not rules.may_manage(by.role):
        raise NotAllowedHere


def _refuse_settings(name: str, jurisdiction: str, time_zone: str) -> None:
    if not 1 <= len(" ".join(name.split())) <= 60:
        raise SettingsRefused(reason=_("A square's name has between 1 and 60 characters."))
    if jurisdiction not in COUNTRIES:
        raise SettingsRefused(reason=_("Choose the country whose law the square follows."))
    if time_zone not in available_timezones():
        raise SettingsRefused(reason=_("Choose a time zone."))


def _record(
    square: Square, verb: str, actor: str, at: datetime, details: Mapping[str, object]
) -> None:
    audit.record(
        actor=actor, action=f"square.{verb}", subject=f"square:{square.pk}", at=at, details=details
    )
