"""The square itself: what it is, its rules and papers, how lively it is.

Source: https://docs.joinmastodon.org/methods/instance/
"""

from datetime import UTC, datetime, time
from typing import Any

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from commons.errors import NotFound
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.instance import Place
from squares.api.entities.instance_v1 import InstanceV1, instance_v1_of
from squares.api.entities.kinds import Date, Moment, moment
from squares.api.entities.rule import Rule, rule_of
from squares.charter.queries import current, rules_in_force, terms_at
from squares.posts.activity import weeks


class Week(msgspec.Struct, kw_only=True):
    """One week, numbers as text; `week` is when it began, in seconds since 1970."""

    week: str
    statuses: str
    logins: str
    registrations: str


class Document(msgspec.Struct, kw_only=True):
    """A paper about the square, in HTML.

    Source: https://docs.joinmastodon.org/entities/PrivacyPolicy/
    """

    updated_at: Moment
    content: str


class TermsOfService(msgspec.Struct, kw_only=True):
    """What holds here since a day, in HTML.

    Source: https://docs.joinmastodon.org/entities/TermsOfService/
    """

    effective_date: Date
    effective: bool
    content: str
    succeeded_by: Date | None


class Language(msgspec.Struct, kw_only=True):
    """A language one may write in."""

    code: str
    name: str


@endpoint("GET /api/v1/instance", access="anyone", deprecated=True)
def instance(call: Call) -> InstanceV1:
    """Tell what the square is, as before version 2."""
    return instance_v1_of(Place(call.square, current(), call.reader, call.at))


@endpoint("GET /api/v1/instance/rules", access="anyone")
def rules(_call: Call) -> list[Rule]:
    """Return the rules in force, in their order."""
    return [rule_of(card) for card in rules_in_force()]


@endpoint("GET /api/v1/instance/activity", access="anyone")
def activity(call: Call) -> list[Week]:
    """Return how lively the last twelve weeks were, this one first, to the hour.

    `logins` counts those who posted: who only reads is not counted by anyone.
    """
    return [
        Week(
            week=str(int(each.start.timestamp())),
            statuses=str(each.posts),
            logins=str(each.people),
            registrations=str(each.joined),
        )
        for each in weeks(at=call.at)
    ]


@endpoint("GET /api/v1/instance/peers", access="anyone")
def peers(_call: Call) -> list[str]:
    """Return the hosts this one knows: none, for there is no federation."""
    return []


@endpoint("GET /api/v1/peers/search", access="anyone")
def search_peers(_call: Call) -> list[str]:
    """Return no hosts, for there is no federation."""
    return []


@endpoint("GET /api/v1/instance/domain_blocks", access="anyone")
def domain_blocks(_call: Call) -> list[str]:
    """Return the hosts this one shuts out: none, for there is no federation."""
    return []


@endpoint("GET /api/v1/instance/extended_description", access="anyone")
def extended_description(call: Call) -> Document:
    """Return what the square is for, at length."""
    charter = current()
    content = render_to_string("squares/people/purpose_text.html", {"charter": charter})
    return Document(updated_at=moment(_changed(call)), content=content.strip())


@endpoint("GET /api/v1/instance/privacy_policy", access="anyone")
def privacy_policy(call: Call) -> Document:
    """Return who runs the square, what is kept of whom, and how long."""
    content = render_to_string("squares/people/privacy_text.html", _papers(call))
    return Document(updated_at=moment(_changed(call)), content=content.strip())


@endpoint("GET /api/v1/instance/terms_of_service", access="anyone")
def terms_of_service(call: Call) -> TermsOfService:
    """Return what holds here: the rules everybody accepted."""
    return _terms(call, call.at)


@endpoint("GET /api/v1/instance/terms_of_service/:date", access="anyone")
def terms_of_service_at(call: Call, date: str) -> TermsOfService:
    """Return what held here on a day."""
    try:
        day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise NotFound from None
    evening = datetime.combine(day, time.max, tzinfo=UTC)
    return _terms(call, min(evening, call.at))


@endpoint("GET /api/v1/instance/translation_languages", access="anyone")
def translation_languages(_call: Call) -> dict[str, list[str]]:
    """Return from and into which languages posts are translated: none."""
    return {}


@endpoint("GET /api/v1/instance/languages", access="anyone")
def languages(call: Call) -> list[Language]:
    """Return the languages one may write in here; a square without a policy names ours."""
    charter = current()
    names = dict(settings.LANGUAGES)
    codes = charter.languages if charter.language_enforced else names
    return [Language(code=code, name=_named(code)) for code in codes]


def _named(code: str) -> str:
    """Return a language's name in itself."""
    try:
        return str(translation.get_language_info(code)["name_local"])
    except KeyError:
        return code


def _terms(call: Call, moment: datetime) -> TermsOfService:
    held, changes_at = terms_at(moment)
    if not held:
        raise NotFound
    content = render_to_string("squares/people/terms_text.html", {"rules": held} | _papers(call))
    since = max(rule.in_force_from for rule in held)
    return TermsOfService(
        effective_date=since.date().isoformat(),
        effective=changes_at is None or changes_at > call.at,
        content=content.strip(),
        succeeded_by=changes_at.date().isoformat() if changes_at else None,
    )


def _papers(call: Call) -> dict[str, Any]:  # Any: a context holds all kinds
    place = Place(call.square, current(), call.reader, call.at)
    return {"email": place.email, "square": call.square}


def _changed(call: Call) -> datetime:
    return current().changed_at or call.square.founded_at
