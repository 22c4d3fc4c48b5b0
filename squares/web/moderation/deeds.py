"""What a moderator can do with a case, as a table: the form it asks, the action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from squares.members.models import Member
from squares.moderation.actions import case as cases
from squares.moderation.actions.escalate import escalate_case
from squares.moderation.actions.measure import take_measure
from squares.moderation.models.case import EscalationKind
from squares.moderation.models.measure import Measure
from squares.web.moderation.forms import (
    EscalateForm,
    NoteForm,
    NothingForm,
    ReasonForm,
    RulingForm,
)

Answers = dict[str, Any]  # Any: a form's cleaned values


@dataclass(frozen=True)
class Deed:
    """One thing to do with a case. said: what the page says when it is done."""

    form: type[forms.Form]
    do: Callable[[Member, int, Answers, datetime], object]
    said: str | Promise


def _measure(kind: Measure.Kind) -> Callable[[Member, int, Answers, datetime], object]:
    def take(by: Member, case_id: int, answers: Answers, at: datetime) -> object:
        rule_id, facts = int(answers["rule"]), answers["facts"]
        return take_measure(by=by, case_id=case_id, kind=kind, rule_id=rule_id, facts=facts, at=at)

    return take


def _keep(by: Member, case_id: int, answers: Answers, at: datetime) -> object:
    return cases.keep_case(by=by, case_id=case_id, reason=answers["reason"], at=at)


def _escalate(by: Member, case_id: int, answers: Answers, at: datetime) -> object:
    kind = EscalationKind(answers["kind"])
    return escalate_case(by=by, case_id=case_id, kind=kind, reason=answers["reason"], at=at)


def _note(by: Member, case_id: int, answers: Answers, at: datetime) -> object:
    return cases.add_note(by=by, case_id=case_id, text=answers["text"], at=at)


def _claim(by: Member, case_id: int, _answers: Answers, at: datetime) -> object:
    return cases.claim_case(by=by, case_id=case_id, at=at)


def _release(by: Member, case_id: int, _answers: Answers, at: datetime) -> object:
    return cases.release_case(by=by, case_id=case_id, at=at)


DEEDS = {
    "hide": Deed(
        RulingForm,
        _measure(Measure.Kind.HIDE_POST),
        _("The post is hidden. Its author reads why, and everyone who reported it is told."),
    ),
    "silence": Deed(
        RulingForm,
        _measure(Measure.Kind.SILENCE_MEMBER),
        _("The member is silenced and reads why."),
    ),
    "suspend": Deed(
        RulingForm,
        _measure(Measure.Kind.SUSPEND_MEMBER),
        _("The membership is suspended and the member reads why."),
    ),
    "keep": Deed(
        ReasonForm, _keep, _("Reviewed and kept. Everyone who reported it is told that it stays.")
    ),
    "escalate": Deed(
        EscalateForm, _escalate, _("The operators have it. Their answer will appear here.")
    ),
    "note": Deed(NoteForm, _note, _("Noted.")),
    "claim": Deed(NothingForm, _claim, _("You have this case.")),
    "release": Deed(NothingForm, _release, _("Anyone may take this case again.")),
}
