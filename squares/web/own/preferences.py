"""How a member wants to write and read, and in which language the pages speak."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commons import clock
from commons.errors import Refusal
from squares.members.actions.profile import change_preferences, change_profile
from squares.members.models import Member
from squares.members.preferences import preferences_of
from squares.web.guards import member_of, member_required
from squares.web.talk.forms import language_choices

_YEAR = 60 * 60 * 24 * 365
_SAME = ("visibility", "quotes", "language", "sensitive", "spoilers")


class PreferencesForm(forms.Form):
    """What new posts start from, how posts of others are shown, and the pages' own language."""

    pages = forms.ChoiceField(label=gettext_lazy("Language of the pages"), required=False)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees my posts, where I say nothing else"),
        choices=[
            ("public", gettext_lazy("Everyone")),
            ("unlisted", gettext_lazy("Everyone, quietly")),
            ("followers", gettext_lazy("Followers")),
        ],
    )
    quotes = forms.ChoiceField(
        label=gettext_lazy("Who may quote them"),
        choices=[
            ("everyone", gettext_lazy("Everyone")),
            ("followers", gettext_lazy("Followers")),
            ("nobody", gettext_lazy("Nobody")),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language I write"), required=False)
    sensitive = forms.BooleanField(
        label=gettext_lazy("Cover my pictures until somebody asks"), required=False
    )
    pictures = forms.ChoiceField(
        label=gettext_lazy("Pictures of others"),
        widget=forms.RadioSelect,
        choices=[
            ("default", gettext_lazy("Cover those that their authors covered")),
            ("show_all", gettext_lazy("Show all of them")),
            ("hide_all", gettext_lazy("Cover all of them")),
        ],
    )
    spoilers = forms.BooleanField(
        label=gettext_lazy("Open posts that stand behind a warning"), required=False
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.fields["pages"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("The square's language")),
            *settings.LANGUAGES,
        ]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("Automatic")),
            *language_choices(member),
        ]

    @classmethod
    def of(cls, member: Member) -> "PreferencesForm":
        """Return the form filled with how a member wants it now."""
        now = preferences_of(member)
        values = {name: getattr(now, name) for name in _SAME}
        return cls(
            member=member, initial={"pages": member.language, "pictures": now.media, **values}
        )


@require_http_methods(["GET", "POST"])
@member_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and change how the viewer wants it."""
    member = member_of(request)
    form = PreferencesForm.of(member)
    if request.method == "POST":
        form = PreferencesForm(request.POST, member=member)
        if form.is_valid() and _save(member, form):
            return _saved(request, form.cleaned_data["pages"])
    status = 422 if form.errors else 200
    return render(request, "squares/own/preferences.html", {"form": form}, status=status)


def _save(member: Member, form: PreferencesForm) -> bool:
    """Save what was chosen; what is refused stands on the form."""
    filled = form.cleaned_data
    chosen = {name: filled[name] for name in _SAME}
    try:
        change_preferences(by=member, at=clock.now(), media=filled["pictures"], **chosen)
        change_profile(by=member, language=filled["pages"], at=clock.now())
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return False
    return True


def _saved(request: HttpRequest, language: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    response = redirect("settings-preferences")
    if language:
        response.set_cookie("language", language, max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("language")
    return response
