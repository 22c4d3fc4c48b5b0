"""What people type into the console and into a notice."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ops.actions.filing import Draft
from ops.kinds import BY_CODE, KINDS
from ops.queries.notices import square_behind
from ops.rules import MAX_ADDRESSES, read_address
from tenants.models.square import Square

SENTENCE = 15  # shorter than this explains nothing to anyone


def _sentence(label: Any, help_text: Any = "", *, limit: int = 2000) -> forms.CharField:
    """Return a field for at least one full sentence."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=SENTENCE,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"min_length": _("Say it in at least one full sentence.")},
    )


def _kind_label(title: Any, hint: Any) -> SafeString:
    return format_html(
        '<span class="legal-kind"><span>{}</span><span class="quiet small">{}</span></span>',
        title,
        hint,
    )


class NoticeForm(forms.Form):
    """A legal notice by anyone; the kind of content decides what must be said about oneself.

    Source: Regulation (EU) 2022/2065, Article 16(2).
    """

    kind = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    addresses = forms.CharField(
        label=_("Where is it?"),
        help_text=_("The address of each post, one a line. You find it behind the post’s time."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )
    explanation = _sentence(
        _("Why is it illegal?"),
        _("In your own words: what is said or shown, and why the law forbids it."),
        limit=10_000,
    )
    law = forms.CharField(
        label=_("Which law?"),
        help_text=_("If you know it, with its country."),
        max_length=300,
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("The author does not learn it unless the law demands it."),
        max_length=120,
        required=False,
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write to it when there is news. The answer also stands on a secret page."),
        required=False,
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I state here is accurate and complete."),
        error_messages={"required": _("Confirm this, or leave the notice unsent.")},
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(row.code, _kind_label(row.title, row.hint)) for row in KINDS]

    def clean_addresses(self) -> str:
        """Accept any words, as long as there are some and not too many lines."""
        text: str = self.cleaned_data["addresses"]
        if len([line for line in text.splitlines() if line.strip()]) > MAX_ADDRESSES:
            raise forms.ValidationError(
                _("Name at most %(count)s addresses, and send another notice for the rest."),
                params={"count": MAX_ADDRESSES},
            )
        return text

    def clean_website(self) -> str:
        """Refuse programs that fill in every field."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field has to stay empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Ask who writes, unless the law lets this kind of notice come from nobody."""
        cleaned = super().clean() or {}
        kind = BY_CODE.get(cleaned.get("kind", ""))
        if kind is not None and not kind.waives_identity:
            for field, words in (
                ("name", _("The law asks for your name in a notice of this kind.")),
                ("email", _("The law asks for your e-mail address in a notice of this kind.")),
            ):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, words)
        return cleaned

    def draft(self, language: str) -> Draft:
        """Return what was typed, once it is valid."""
        typed = self.cleaned_data
        return Draft(
            kind=typed["kind"],
            addresses=typed["addresses"],
            explanation=typed["explanation"],
            law=typed["law"],
            name=typed["name"],
            email=typed["email"].lower(),
            good_faith=typed["good_faith"],
            language=language,
        )


class ProposalForm(forms.Form):
    """A measure to propose: where, on which ground, for which facts."""

    address = forms.CharField(
        label=_("Address of the post"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    legal_ground = forms.CharField(
        label=_("Legal ground"),
        help_text=_("Law and article. The author reads it."),
        min_length=3,
        max_length=300,
    )
    facts = _sentence(
        _("Facts and reasons"), _("The author and the square’s moderators read this.")
    )

    square: Square
    post_id: int

    def clean_address(self) -> str:
        """Find the square and the post that the address names."""
        text: str = self.cleaned_data["address"]
        address = read_address(text, here="")
        square = square_behind(address.host) if address.host else None
        if square is None or address.post_id is None:
            raise forms.ValidationError(_("This is not the address of a post in our squares."))
        self.square, self.post_id = square, address.post_id
        return text


class ReasonForm(forms.Form):
    """One reason that somebody else reads."""

    reason = _sentence(_("Reason"))


class RejectNoticeForm(forms.Form):
    """Why a notice is not acted on."""

    reason = _sentence(_("Reason"), _("The person who sent the notice reads this."))


class AnswerForm(forms.Form):
    """What a square's moderators are told instead of a measure."""

    text = _sentence(_("Answer"), _("The square’s moderators read this."))
    outcome = forms.ChoiceField(
        label=_("And the case"),
        widget=forms.RadioSelect,
        choices=[
            ("returned", _("goes back to the square, which decides")),
            ("answered", _("is closed: we looked and take no measure")),
        ],
        initial="returned",
    )
