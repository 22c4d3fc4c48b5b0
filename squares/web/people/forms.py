"""What people fill in about themselves; each refusal of an action stands beside its field."""

from typing import Any, cast

from allauth.account.forms import SignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from accounts.actions import sign_up
from accounts.models import User
from commons import clock
from commons.errors import Refusal
from squares.charter.actions.charter import join_square
from squares.charter.queries import RuleCard
from squares.members import rules as member_rules
from squares.members.models import Invitation, Member
from squares.members.profiles import FIELD_LIMIT, FIELDS_LIMIT, fields_of
from squares.members.queries import refuse_unless_free
from squares.notifications.rules import Policy, Reception
from tenants.models.square import Square

_RECEPTIONS = [
    (Reception.ACCEPT.value, _("Tell me")),
    (Reception.FILTER.value, _("Hold it back")),
    (Reception.DROP.value, _("Do not tell me")),
]


_LINES = range(1, FIELDS_LIMIT + 1)
_SAID = ("name", "biography", "bot", "locked", "hides_ties", "discoverable", "indexable")


class JoinForm(SignupForm):
    """Joining a square: allauth's sign-up, with a handle and each rule ticked by itself."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=30,
        help_text=_("How others name you: letters from a to z, digits and underscores."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )
    reason = forms.CharField(
        label=_("Why would you like to join?"),
        max_length=member_rules.REASON_LIMIT,
        help_text=_("The moderators read this before they let you in. A sentence or two is fine."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    invitation = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("handle", "email", "password1", "reason")

    def __init__(
        self,
        *args: Any,  # Any: Django's form arguments
        square: Square,
        rules: tuple[RuleCard, ...],
        invitation: Invitation | None,
        **kwargs: Any,  # Any: likewise
    ) -> None:
        super().__init__(*args, **kwargs)
        self.square, self.rules, self.invited = square, rules, invitation
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Nobody here sees it. We write to it to confirm it.")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("Ten characters or more; a few words are good.")
        if square.registration != Square.Registration.APPROVAL or invitation:
            del self.fields["reason"]
        if invitation and invitation.email:
            self.fields["email"].widget.attrs["readonly"] = True
            self.initial["email"] = invitation.email
        for rule in rules:
            self.fields[_name(rule)] = forms.BooleanField(
                label=rule.text,
                help_text=rule.detail,
                error_messages={"required": _("Please accept this rule to join.")},
            )

    def rule_fields(self) -> list[forms.BoundField]:
        """Return the box of each rule, in their order."""
        return [self[_name(rule)] for rule in self.rules]

    def clean_handle(self) -> str:
        """Refuse a handle that nobody may have, or somebody has."""
        handle: str = self.cleaned_data["handle"].lstrip("@")
        try:
            refuse_unless_free(handle, at=clock.now())
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text(), code=refusal.code) from None
        return handle

    @override
    def save(self, request: HttpRequest) -> User:
        """Save sign-in and membership together, or neither.

        Raises: Refusal, where somebody was a moment faster.
        """
        return sign_up(save=lambda: cast("User", super(JoinForm, self).save(request)))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Join with the sign-in that allauth just saved; it calls this."""
        join_square(
            user=user,
            handle=self.cleaned_data["handle"],
            accepted=[rule.id for rule in self.rules if self.cleaned_data[_name(rule)]],
            reason=self.cleaned_data.get("reason", ""),
            invitation_token=self.cleaned_data["invitation"],
            language=get_language() or "",
            at=clock.now(),
        )


class ProfileForm(forms.Form):
    """What others read about a member, and how they find them."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=member_rules.NAME_LIMIT,
        help_text=_("Shown above your handle. It need not be your legal name."),
    )
    biography = forms.CharField(
        label=_("About you"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Up to 500 characters. Links, @handles and #tags become links."),
    )
    bot = forms.BooleanField(
        label=_("A program writes here"),
        required=False,
        help_text=_("Your page says so, and people know what to expect."),
    )
    locked = forms.BooleanField(
        label=_("I accept each follower myself"),
        required=False,
        help_text=_("Others ask before they follow you and read what you say to followers."),
    )
    hides_ties = forms.BooleanField(
        label=_("Keep whom I follow, and who follows me, to myself"),
        required=False,
        help_text=_("Others see how many, not who."),
    )
    discoverable = forms.BooleanField(
        label=_("Let people come across me"),
        required=False,
        help_text=_("In the directory, among suggestions, and by search engines."),
    )
    indexable = forms.BooleanField(
        label=_("Let people find my posts by their words"),
        required=False,
        help_text=_("Those that you write for everyone, in this square's own search."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        for number in _LINES:
            for part, label in (("label", _("Name")), ("value", _("Content"))):
                self.fields[f"{part}_{number}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=FIELD_LIMIT,
                    widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
                )

    @classmethod
    def of(cls, member: Member) -> "ProfileForm":
        """Return the form filled with what a member says now."""
        now: dict[str, Any] = {name: getattr(member, name) for name in _SAID}
        for number, line in zip(_LINES, fields_of(member), strict=False):
            now |= {f"label_{number}": line.name, f"value_{number}": line.value}
        return cls(initial=now)

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two boxes of each line."""
        return [(self[f"label_{number}"], self[f"value_{number}"]) for number in _LINES]

    def said(self) -> dict[str, Any]:  # Any: each part of a profile has its own type
        """Return what was filled in, as the action takes it."""
        filled = self.cleaned_data
        lines = [(filled[f"label_{number}"], filled[f"value_{number}"]) for number in _LINES]
        return {**{name: filled[name] for name in _SAID}, "fields": lines}


class PictureForm(forms.Form):
    """A picture of a member, and what it shows; either may stay as it is."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp,image/gif,image/avif"}
        ),
    )
    description = forms.CharField(
        label=_("What it shows, for those who cannot see it"),
        required=False,
        max_length=member_rules.PICTURE_DESCRIPTION_LIMIT,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    @classmethod
    def of(cls, which: str, description: str) -> "PictureForm":
        """Return the form filled with what is said now.  which: keeps the ids of two apart."""
        return cls(initial={"description": description}, auto_id=f"{which}_%s")


class LeaveForm(forms.Form):
    """Leaving, confirmed by typing one's own handle."""

    handle = forms.CharField(
        label=_("Type your handle to confirm"),
        max_length=31,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "ltr"}
        ),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_handle(self) -> str:
        """Refuse anything but the member's own handle."""
        handle: str = self.cleaned_data["handle"].lstrip("@")
        if member_rules.handle_key(handle) != self.member.handle_key:
            raise forms.ValidationError(_("That is not your handle."))
        return handle


class PolicyForm(forms.Form):
    """How to receive news of people one does not know, a line a circumstance."""

    not_following = forms.ChoiceField(label=_("People you do not follow"))
    not_followers = forms.ChoiceField(
        label=_("People who do not follow you"),
        help_text=_("Also those who have followed you for less than three days."),
    )
    new_accounts = forms.ChoiceField(
        label=_("New members"), help_text=_("Who joined within the last 30 days.")
    )
    private_mentions = forms.ChoiceField(
        label=_("Unasked private mentions"),
        help_text=_("Words to you alone that do not answer yours."),
    )
    limited_accounts = forms.ChoiceField(
        label=_("Members whom moderators silenced"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = _RECEPTIONS  # type: ignore[attr-defined]

    @classmethod
    def of(cls, policy: Policy) -> "PolicyForm":
        """Return the form filled with a policy."""
        return cls(initial={name: getattr(policy, name) for name in cls.base_fields})

    def lines(self) -> dict[str, Reception]:
        """Return the policy's lines as they were chosen."""
        return {name: Reception(value) for name, value in self.cleaned_data.items()}


def _name(rule: RuleCard) -> str:
    return f"rule_{rule.id}"
