"""Every write of the square's own law and face, and joining under it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from commons import audit, text
from commons.colour import MAX_CHROMA
from commons.emblem import hue_of
from commons.events import publish
from commons.remember import forget
from squares.charter.errors import (
    LookInvalid,
    PolicyInvalid,
    PurposeTooLong,
    RulesNotAccepted,
    RuleTextInvalid,
    TooManyRules,
)
from squares.charter.events import CharterChanged
from squares.charter.models import Charter, LanguageException, Rule, RuleAcceptance
from squares.charter.queries import CURRENT_KEY, EXCEPTIONS_KEY
from squares.charter.starting import RuleText, starter
from squares.members.actions.joining import join
from squares.members.models import Member
from squares.members.rules import actor, refuse_unless_moderator
from tenants.context import the_square

MOST_RULES = 30
PURPOSE_LIMIT = 1000
_LANGUAGE_LENGTH = range(2, 13)


@transaction.atomic
def plant_charter(*, at: datetime) -> None:
    """Give a new square its first charter, from the starter it was founded with.

    Idempotent: what is there stays as it is, so founding may be repeated after a crash.
    """
    square = the_square()
    beginning = starter(square.charter_template, square.language)
    Charter.objects.get_or_create(
        id=1,
        defaults={
            "purpose": beginning.purpose,
            "hue": hue_of(square.name),
            "languages": [square.language],
        },
    )
    Charter.objects.select_for_update(no_key=True).get(id=1)  # two builders come one by one
    if not Rule.objects.exists():
        Rule.objects.bulk_create(
            Rule(position=place, text=rule.text, detail=rule.detail, in_force_from=at)
            for place, rule in enumerate(beginning.rules, start=1)
        )
    forget(CURRENT_KEY)


@transaction.atomic
def join_square(
    *,
    user: User,
    handle: str,
    accepted: Collection[int],
    at: datetime,
    name: str = "",
    language: str = "",
    reason: str = "",
    invitation_token: str = "",
) -> Member:
    """Join under the rules in force, each accepted by itself.

    accepted: the numbers of the rules ticked.
    Raises: RulesNotAccepted, and whatever `members.actions.joining.join` refuses.
    """
    in_force = set(Rule.objects.filter(retired_at=None).values_list("pk", flat=True))
    if not in_force <= set(accepted):
        raise RulesNotAccepted
    member = join(
        user=user,
        handle=handle,
        name=name,
        language=language,
        reason=reason,
        invitation_token=invitation_token,
        at=at,
    )
    RuleAcceptance.objects.bulk_create(
        RuleAcceptance(member=member, rule_id=rule, accepted_at=at) for rule in sorted(in_force)
    )
    return member


@transaction.atomic
def set_rules(*, rules: Sequence[RuleText], by: Member | str, at: datetime) -> None:
    """Put these rules in force, in this order.

    A rule whose words are unchanged stays the row it is; a changed one is a new row and the old
    one is retired, so that measures keep citing what was in force.
    Raises: NotYours, TooManyRules, RuleTextInvalid.  Tells: CharterChanged.
    """
    refuse_unless_moderator(by)
    wanted = [_clean(rule) for rule in rules]
    if not 1 <= len(wanted) <= MOST_RULES:
        raise TooManyRules(limit=MOST_RULES)
    Charter.objects.select_for_update(no_key=True).get(id=1)
    kept = {(r.text, r.detail): r for r in Rule.objects.filter(retired_at=None)}
    for place, rule in enumerate(wanted, start=1):
        row = kept.pop((rule.text, rule.detail), None)
        if row is None:
            Rule.objects.create(
                position=place, text=rule.text, detail=rule.detail, in_force_from=at
            )
        elif row.position != place:
            Rule.objects.filter(pk=row.pk).update(position=place)
    Rule.objects.filter(pk__in=[row.pk for row in kept.values()]).update(retired_at=at)
    _changed("rules", by, at, {"rules": len(wanted), "retired": len(kept)})


@transaction.atomic
def set_purpose(*, purpose: str, contact_email: str, by: Member | str, at: datetime) -> None:
    """Say what the square is for and where its people can be reached.

    Raises: NotYours, PurposeTooLong.  Tells: CharterChanged.
    """
    refuse_unless_moderator(by)
    purpose = text.normalise(purpose)
    if len(purpose) > PURPOSE_LIMIT:
        raise PurposeTooLong(limit=PURPOSE_LIMIT)
    Charter.objects.filter(id=1).update(purpose=purpose, contact_email=contact_email)
    _changed("purpose", by, at, {})


@transaction.atomic
def set_policy(
    *, post_limit: int, languages: Sequence[str], enforced: bool, by: Member | str, at: datetime
) -> None:
    """Set how long posts may be and in which languages they are written.

    languages: BCP 47 tags, the first is the square's main one.
    Raises: NotYours, PolicyInvalid.  Tells: CharterChanged.
    """
    refuse_unless_moderator(by)
    tags = list(dict.fromkeys(tag.strip().lower() for tag in languages))
    sane = all(len(tag) in _LANGUAGE_LENGTH and tag.replace("-", "").isalnum() for tag in tags)
    if not (sane and 100 <= post_limit <= 5000 and (tags or not enforced)):
        raise PolicyInvalid
    policy = Charter.LanguagePolicy.ENFORCED if enforced else Charter.LanguagePolicy.ANY
    Charter.objects.filter(id=1).update(
        post_limit=post_limit, languages=tags, language_policy=policy
    )
    _changed("policy", by, at, {"post_limit": post_limit, "languages": tags, "policy": policy})


@transaction.atomic
def set_look(*, hue: int, chroma: float, emblem: str, by: Member | str, at: datetime) -> None:
    """Give the square another colour or emblem.

    hue: 0–359.  chroma: 0 is grey; more than screens can show is cut off.  emblem: the ready
    name of a stored file, "" draws one from the square's name.
    Raises: NotYours, LookInvalid.  Tells: CharterChanged.
    """
    refuse_unless_moderator(by)
    if not 0 <= hue < 360:
        raise LookInvalid
    chroma = min(max(chroma, 0.0), MAX_CHROMA)
    Charter.objects.filter(id=1).update(hue=hue, chroma=chroma, emblem=emblem)
    _changed("look", by, at, {"hue": hue, "chroma": chroma})


@transaction.atomic
def grant_language_exception(*, member: Member, reason: str, by: Member, at: datetime) -> None:
    """Let a member write in any language; harmless when it is so already.

    Raises: NotYours.
    """
    refuse_unless_moderator(by)
    _exception, made = LanguageException.objects.get_or_create(
        member=member, defaults={"reason": reason[:300], "granted_by": by, "granted_at": at}
    )
    if made:
        _record("charter.language_exception_granted", f"member:{member.pk}", by, at)
        forget(EXCEPTIONS_KEY)


@transaction.atomic
def withdraw_language_exception(*, member: Member, by: Member, at: datetime) -> None:
    """Hold a member to the square's languages again; harmless when it is so already.

    Raises: NotYours.
    """
    refuse_unless_moderator(by)
    removed, _rows = LanguageException.objects.filter(member=member).delete()
    if removed:
        _record("charter.language_exception_withdrawn", f"member:{member.pk}", by, at)
        forget(EXCEPTIONS_KEY)


def _clean(rule: RuleText) -> RuleText:
    words, detail = " ".join(text.normalise(rule.text).split()), text.normalise(rule.detail)
    if not 1 <= len(words) <= 300 or len(detail) > 2000:
        raise RuleTextInvalid
    return RuleText(words, detail)


def _changed(part: str, by: Member | str, at: datetime, details: dict[str, object]) -> None:
    audit.record(
        actor=actor(by), action=f"charter.{part}_set", subject="charter", at=at, details=details
    )
    forget(CURRENT_KEY)
    publish(CharterChanged(part=part))


def _record(action: str, subject: str, by: Member, at: datetime) -> None:
    audit.record(actor=actor(by), action=action, subject=subject, at=at)
