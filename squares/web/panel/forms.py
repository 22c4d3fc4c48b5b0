"""What officers fill in about the inside of a square."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commons.colour import MAX_CHROMA
from squares.charter.starting import RuleText
from squares.members.models import Role

EMPTY_LINES = 2


class RuleForm(forms.Form):
    """One rule; without words it is left out."""

    text = forms.CharField(label=_("Rule"), max_length=300, required=False)
    detail = forms.CharField(
        label=_("What it means"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def rule(self) -> RuleText | None:
        """Return the rule, or None for an empty line."""
        words = self.cleaned_data.get("text", "").strip()
        return RuleText(words, self.cleaned_data.get("detail", "")) if words else None


RulesForm = forms.formset_factory(RuleForm, extra=EMPTY_LINES, max_num=40)


class PurposeForm(forms.Form):
    """What the square is for."""

    purpose = forms.CharField(
        label=_("What this square is for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    contact_email = forms.EmailField(
        label=_("Address for questions"),
        required=False,
        help_text=_("Shown to everyone on the square's page about itself."),
    )


class PolicyForm(forms.Form):
    """How long posts may be, and in which languages."""

    post_limit = forms.IntegerField(
        label=_("Longest post"), min_value=100, max_value=5000, help_text=_("In characters.")
    )
    enforced = forms.ChoiceField(
        label=_("Languages"),
        choices=[
            ("", _("Members write in any language")),
            ("yes", _("Members write in the languages ticked below")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of this square"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_enforced(self) -> bool:
        """Return whether only the languages ticked may be written."""
        return bool(self.cleaned_data["enforced"])


class LookForm(forms.Form):
    """The square's colour."""

    hue = forms.IntegerField(
        label=_("Hue"),
        min_value=0,
        max_value=359,
        widget=forms.NumberInput({"type": "range", "step": 1, "class": "hue-slider"}),
    )
    chroma = forms.FloatField(
        label=_("Strength"),
        min_value=0,
        max_value=MAX_CHROMA,
        widget=forms.NumberInput({"type": "range", "step": 0.005}),
    )


class InviteForm(forms.Form):
    """Whom to invite, to which office."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The link works once, for this address only.")
    )
    role = forms.ChoiceField(
        label=_("As"),
        choices=[(Role.MODERATOR, _("Moderator")), (Role.OWNER, _("Steward"))],
        widget=forms.RadioSelect,
        initial=Role.MODERATOR,
    )
