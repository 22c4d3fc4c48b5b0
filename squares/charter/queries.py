"""Every read of the square's own law and face.

What pages ask for on every request is remembered per square and forgotten when it changes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from commons import audit
from commons.remember import at_hand, key_for, remember
from squares.charter.errors import RuleNotFound
from squares.charter.models import Charter, LanguageException, Rule, RuleAcceptance
from squares.members.models import Member

EXCEPTIONS_KEY = "language-exceptions"


@dataclass(frozen=True)
class RuleCard:
    """One rule in force."""

    id: int
    position: int
    text: str
    detail: str
    in_force_from: datetime


@dataclass(frozen=True)
class CurrentCharter:
    """What the square allows and how it looks, now.

    hue: 0–359.  emblem: a stored file's name or "".  look_version: changes with the look.
    languages: BCP 47 tags that may be written, empty where any may.  changed_at: when anything of
    it was last set, None for never.
    """

    purpose: str
    contact_email: str
    hue: int
    chroma: float
    emblem: str
    post_limit: int
    languages: tuple[str, ...]
    language_enforced: bool
    rules: tuple[RuleCard, ...]
    look_version: str
    changed_at: datetime | None


CURRENT_KEY = key_for("charter", CurrentCharter, RuleCard)


def current() -> CurrentCharter:
    """Return the charter of the square in force.

    Cost: no query while remembered (an hour; forgotten on every change), else 3.
    """
    return remember(CURRENT_KEY, _read, seconds=3600)


def lately() -> CurrentCharter:
    """Return the charter as it stood at most two seconds ago: for what is asked with every post.

    Cost: mostly none; else as `current`.
    """
    return at_hand(CURRENT_KEY, _read, seconds=3600)


def rules_in_force() -> tuple[RuleCard, ...]:
    """Return the rules of the square, in their order."""
    return current().rules


def find_rule(rule_id: int) -> Rule:
    """Return a rule in force.

    Raises: RuleNotFound.
    """
    rule = Rule.objects.filter(pk=rule_id, retired_at=None).first()
    if rule is None:
        raise RuleNotFound
    return rule


def terms_at(moment: datetime) -> tuple[list[Rule], datetime | None]:
    """Return the rules that were in force at a moment, and when the next change came.

    Cost: 1 query.
    """
    rows = list(Rule.objects.order_by("position", "id"))
    held = [
        rule
        for rule in rows
        if rule.in_force_from <= moment and (rule.retired_at is None or rule.retired_at > moment)
    ]
    changes = {rule.in_force_from for rule in rows} | {r.retired_at for r in rows if r.retired_at}
    return held, min((change for change in changes if change > moment), default=None)


def rule_history() -> QuerySet[Rule]:
    """Return every rule there ever was, newest first: what measures cited then."""
    return Rule.objects.order_by("-in_force_from", "position")


def accepted_rules(member: Member) -> dict[int, datetime]:
    """Return which rules a member accepted, and when."""
    rows = RuleAcceptance.objects.filter(member=member)
    return dict(rows.values_list("rule_id", "accepted_at"))


def language_exceptions() -> QuerySet[LanguageException]:
    """Return the members whom moderators let write in any language, newest first."""
    return LanguageException.objects.select_related("member", "granted_by").order_by("-granted_at")


def may_write_any_language(member: Member) -> bool:
    """Tell whether moderators let the member write in any language.

    A change is seen elsewhere after two seconds.
    Cost: no query while remembered (an hour; forgotten on every change).
    """
    return member.pk in at_hand(EXCEPTIONS_KEY, _excepted, seconds=3600)


def languages_for(member: Member) -> Collection[str]:
    """Return the languages a member may write in; empty means any."""
    charter = lately()
    if not charter.language_enforced or may_write_any_language(member):
        return ()
    return charter.languages


def _excepted() -> frozenset[int]:
    return frozenset(LanguageException.objects.values_list("member_id", flat=True))


def _read() -> CurrentCharter:
    charter = Charter.objects.filter(pk=1).first() or Charter()
    rules = Rule.objects.filter(retired_at=None).order_by("position", "id")
    look = f"{charter.hue} {charter.chroma} {charter.emblem}"
    return CurrentCharter(
        purpose=charter.purpose,
        contact_email=charter.contact_email,
        hue=charter.hue,
        chroma=charter.chroma,
        emblem=charter.emblem,
        post_limit=charter.post_limit,
        languages=tuple(charter.languages),
        language_enforced=charter.language_policy == Charter.LanguagePolicy.ENFORCED,
        rules=tuple(RuleCard(r.pk, r.position, r.text, r.detail, r.in_force_from) for r in rules),
        look_version=sha256(look.encode()).hexdigest()[:8],
        changed_at=audit.last_at("charter."),
    )
