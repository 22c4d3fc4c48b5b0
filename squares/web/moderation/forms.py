"""What moderators and members fill in about measures: reports, decisions, people, the charter."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from squares.charter.actions.announce import TEXT_LIMIT, Wording
from squares.charter.models import Announcement
from squares.charter.queries import rules_in_force
from squares.members.models import Role
from squares.moderation.models.case import EscalationKind

ELSE = "else"
_CLOCK = "%Y-%m-%dT%H:%M"  # as a browser's own calendar writes and reads it


def _rule_choices() -> list[tuple[str, str]]:
    return [(str(rule.id), f"{rule.position}. {rule.text}") for rule in rules_in_force()]


class ReportForm(forms.Form):
    """Which rule, and what happened."""

    rule = forms.ChoiceField(label=_("Which rule does it break?"), widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("What should the moderators know?"),
        help_text=_("They see this with your name. The person you report sees neither."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        choice = self.fields["rule"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        choice.choices = [*_rule_choices(), (ELSE, _("Something else, which I describe below"))]

    @property
    def rule_id(self) -> int | None:
        """The rule chosen, None for something else."""
        chosen = self.cleaned_data["rule"]
        return None if chosen == ELSE else int(chosen)


class RulingForm(forms.Form):
    """A measure: under which rule, and what happened."""

    rule = forms.ChoiceField(label=_("Which rule was broken?"), widget=forms.RadioSelect)
    facts = forms.CharField(
        label=_("What happened?"),
        help_text=_(
            "Write it to the member: they read this together with the rule. Say what in the post"
            " breaks it, in one or two sentences."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        choice = self.fields["rule"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        choice.choices = _rule_choices()


class ReasonForm(forms.Form):
    """Why something is kept, for colleagues."""

    reason = forms.CharField(
        label=_("Why does it stay?"),
        help_text=_("For your colleagues. Those who reported it read only that it stays."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class LiftForm(forms.Form):
    """Why a measure ends; the member reads it."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("The member reads this. If it was a mistake, say so."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class EscalateForm(forms.Form):
    """Why the operators are asked."""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=EscalationKind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("What should the operators know?"),
        help_text=_("They receive this, a copy of the post and the rules cited. No other names."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class NoteForm(forms.Form):
    """A line for colleagues."""

    text = forms.CharField(
        label=_("Note for your colleagues"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class NothingForm(forms.Form):
    """A deed that asks nothing."""


class RefuseForm(forms.Form):
    """Why somebody is not let in; they read it."""

    reason = forms.CharField(
        label=_("What should they read?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    handle = forms.CharField(label=_("Handle"), max_length=31)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class LanguageForm(forms.Form):
    """A member who may write in any language."""

    handle = forms.CharField(label=_("Handle"), max_length=31)
    reason = forms.CharField(label=_("Why"), max_length=300)


class InvitationForm(forms.Form):
    """Someone to invite, or a link for several."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Leave it empty for a link that you pass on yourself."),
        required=False,
    )
    role = forms.ChoiceField(label=_("Joins as"), choices=Role.choices, initial=Role.MEMBER)
    uses = forms.IntegerField(
        label=_("How many people may use the link"),
        help_text=_("An invitation by e-mail is for one person."),
        min_value=1,
        max_value=100,
        initial=1,
        required=False,
    )

    def __init__(self, *args: Any, offices: bool, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        if not offices:
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:  # Any: cleaned values
        """An office is given to one person, by e-mail."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # Any: cleaned values
        if cleaned.get("role", Role.MEMBER) != Role.MEMBER and not cleaned.get("email"):
            self.add_error("email", _("An invitation to an office is sent to one person."))
        return cleaned


class PurposeForm(forms.Form):
    """What the square is for."""

    purpose = forms.CharField(
        label=_("What this square is for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    contact_email = forms.EmailField(
        label=_("Where its people can be reached"), help_text=_("Shown to everyone.")
    )


class RuleForm(forms.Form):
    """One rule among several; without words it is removed."""

    position = forms.IntegerField(
        label=pgettext_lazy("place in a list", "Place"), min_value=1, max_value=99
    )
    text = forms.CharField(label=_("Rule"), max_length=300, required=False)
    detail = forms.CharField(
        label=_("What it means"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class PolicyForm(forms.Form):
    """How long posts may be and in which languages."""

    post_limit = forms.IntegerField(
        label=_("Longest post"), min_value=100, max_value=5000, help_text=_("100 to 5000.")
    )
    languages = forms.CharField(
        label=_("Languages"),
        required=False,
        max_length=120,
        help_text=_("Their codes, with commas between, the main one first: de, en, tr."),
    )
    enforced = forms.BooleanField(label=_("Posts are written only in these"), required=False)

    def tags(self) -> list[str]:
        """The languages as a list of codes."""
        return [tag for tag in self.cleaned_data["languages"].replace(",", " ").split() if tag]


class LookForm(forms.Form):
    """The square's colour."""

    hue = forms.IntegerField(label=_("Colour"), min_value=0, max_value=359)


class AnnouncementForm(forms.Form):
    """What everyone in the square is told; moments are those of the square's own clock."""

    text = forms.CharField(
        label=_("What should everyone know?"),
        help_text=_("Written like a post: mentions, hashtags, links and emphasis work."),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    starts_at = forms.DateTimeField(
        label=pgettext_lazy("an event", "Begins"),
        required=False,
        widget=forms.DateTimeInput(format=_CLOCK, attrs={"type": "datetime-local"}),
    )
    ends_at = forms.DateTimeField(
        label=pgettext_lazy("an event", "Ends"),
        required=False,
        help_text=_("Then it is shown no longer. Without an end, until you withdraw it."),
        widget=forms.DateTimeInput(format=_CLOCK, attrs={"type": "datetime-local"}),
    )
    all_day = forms.BooleanField(label=_("It takes whole days"), required=False)

    def __init__(
        self, *args: Any, time_zone: str, **kwargs: Any
    ) -> None:  # Any: Django's arguments
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(time_zone)
        self.fields["starts_at"].help_text = _(
            "When what you announce takes place, by the clocks of %(zone)s."
        ) % {"zone": time_zone.replace("_", " ")}

    @staticmethod
    def initial_of(announcement: Announcement, time_zone: str) -> dict[str, Any]:
        """Return what the form begins with when an announcement is changed."""
        zone = ZoneInfo(time_zone)
        moments = {"starts_at": announcement.starts_at, "ends_at": announcement.ends_at}
        return {
            "text": announcement.text,
            "all_day": announcement.all_day,
            **{
                name: at.astimezone(zone).replace(tzinfo=None) for name, at in moments.items() if at
            },
        }

    def wording(self) -> Wording:
        """Return what was filled in, with the moments of the square's clock."""
        answers = self.cleaned_data
        whole = answers["all_day"]
        return Wording(
            text=answers["text"],
            starts_at=self._moment(answers["starts_at"], whole=whole),
            ends_at=self._moment(answers["ends_at"], whole=whole),
            all_day=whole,
        )

    def _moment(self, read: datetime | None, *, whole: bool) -> datetime | None:
        if read is None:
            return None
        moment = read.replace(tzinfo=self.zone)
        return moment.replace(hour=0, minute=0, second=0) if whole else moment
