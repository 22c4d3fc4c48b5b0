"""What officers fill in about foundations, squares and domains."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants import countries
from tenants.models.square import Square


class FoundationForm(forms.Form):
    """Your foundation."""

    name = forms.CharField(
        label=_("Name of the foundation"),
        max_length=120,
        help_text=_("As it stands in its statutes, or your own name."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lambda: [("", _("Choose a country")), *countries.choices()],
        help_text=_("Where it has its seat. It decides the tax on invoices."),
    )


class SettingsForm(forms.Form):
    """What the platform says of a square."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("In any script."))
    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=200,
        required=False,
        help_text=_("Shown in the directory."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    jurisdiction = forms.ChoiceField(
        label=_("Jurisdiction"),
        choices=countries.choices,
        help_text=_("The country whose law the square follows first."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
    )
    registration = forms.ChoiceField(
        label=_("Who may join"), choices=Square.Registration.choices, widget=forms.RadioSelect
    )
    listed = forms.BooleanField(label=_("Show it in the directory of squares"), required=False)


class FoundingForm(SettingsForm):
    """A square to be founded, in one page."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        widget=forms.TextInput(
            {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("It stays for as long as the square lives."),
    )
    charter_template = forms.ChoiceField(label=_("Rules to begin with"), widget=forms.RadioSelect)

    field_order = ("name", "slug", "language", "jurisdiction", "time_zone", "charter_template")

    def offer_charters(self, choices: list[tuple[str, str]]) -> None:
        """Say which charters there are to begin with."""
        field = self.fields["charter_template"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = choices

    def clean_slug(self) -> str:
        """Take what was typed in any case, with blanks around it."""
        return str(self.cleaned_data["slug"]).strip().lower()


class StateForm(forms.Form):
    """Where a square goes next, and why."""

    to = forms.ChoiceField(choices=Square.State.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Members read this."),
    )


class DomainForm(forms.Form):
    """A host to connect."""

    host = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("Such as talk.example.org."),
        widget=forms.TextInput({"autocapitalize": "none", "inputmode": "url"}),
    )
