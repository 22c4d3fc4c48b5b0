"""Filters: what the viewer does not want to read."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from msgspec import UNSET, UnsetType

from commons import clock
from commons.errors import Refusal
from squares.members.models import Member
from squares.timelines import actions, rules, sieving
from squares.timelines.actions import KeywordChange
from squares.timelines.filters import Context, FilterCard
from squares.web.guards import member_of, member_required

_SPANS = {"hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
_BLANK_LINES = 3

PLACES = {
    Context.HOME: gettext_lazy("Home and lists"),
    Context.NOTIFICATIONS: gettext_lazy("Notifications"),
    Context.PUBLIC: gettext_lazy("The square and hashtags"),
    Context.THREAD: gettext_lazy("Conversations"),
    Context.ACCOUNT: gettext_lazy("Members' pages"),
}


class FilterForm(forms.Form):
    """One filter; its keywords are lines of their own, some of them blank for more."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=rules.TITLE_LIMIT,
        help_text=gettext_lazy("You read it in place of a post that is filtered."),
    )
    contexts = forms.MultipleChoiceField(
        label=gettext_lazy("Where"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(place.value, label) for place, label in PLACES.items()],
        error_messages={"required": gettext_lazy("Choose at least one place.")},
    )
    action = forms.ChoiceField(
        label=gettext_lazy("What becomes of such a post"),
        widget=forms.RadioSelect,
        choices=[
            ("warn", gettext_lazy("Its place shows the title; one touch opens it")),
            ("blur", gettext_lazy("Its pictures are covered")),
            ("hide", gettext_lazy("It is not shown at all")),
        ],
    )
    ends = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        required=False,
        choices=[
            ("", gettext_lazy("Until I remove it")),
            ("hour", gettext_lazy("One hour")),
            ("day", gettext_lazy("One day")),
            ("week", gettext_lazy("One week")),
            ("month", gettext_lazy("30 days")),
        ],
    )

    def __init__(
        self,
        *args: Any,  # Any here and below: Django's own
        card: FilterCard | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        words = card.keywords if card else ()
        self._rows = [f"k{word.id}" for word in words]
        self._rows += [f"new{n}" for n in range(1, _BLANK_LINES + 1)]
        for row, word in zip(self._rows, [*words, *[None] * _BLANK_LINES], strict=True):
            self.fields[row] = forms.CharField(
                label=_("Keyword"),
                required=False,
                max_length=rules.KEYWORD_LIMIT,
                initial=word.keyword if word else "",
                widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            )
            self.fields[f"{row}_whole"] = forms.BooleanField(
                label=_("whole word"), required=False, initial=word.whole_word if word else True
            )
        if card and card.expires_at:
            choices = self.fields["ends"].choices  # type: ignore[attr-defined]
            self.fields["ends"].choices = [  # type: ignore[attr-defined]
                ("keep", _("As it is now")),
                *choices,
            ]

    @classmethod
    def of(cls, card: FilterCard | None) -> "FilterForm":
        """Return the form filled with a filter, or ready for a new one."""
        if card is None:
            everywhere = [place.value for place in Context]
            return cls(initial={"action": "warn", "contexts": everywhere})
        now = {
            "title": card.title,
            "contexts": [place.value for place in card.contexts],
            "action": card.action,
            "ends": "keep" if card.expires_at else "",
        }
        return cls(card=card, initial=now)

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return each keyword with its box."""
        return [(self[row], self[f"{row}_whole"]) for row in self._rows]

    def keywords(self) -> list[KeywordChange]:
        """Return what becomes of the keywords: an emptied line is gone, a filled blank is new."""
        changes = []
        for row in self._rows:
            words, whole = self.cleaned_data[row], self.cleaned_data[f"{row}_whole"]
            known = int(row[1:]) if row.startswith("k") else None
            if words:
                changes.append(KeywordChange(id=known, keyword=words, whole_word=whole))
            elif known is not None:
                changes.append(KeywordChange(id=known, gone=True))
        return changes

    def expires_at(self, at: datetime) -> datetime | UnsetType | None:
        """Return when it ends, None for never, or nothing where that stays."""
        ends: str = self.cleaned_data["ends"]
        if ends == "keep":
            return UNSET
        return at + timedelta(seconds=_SPANS[ends]) if ends else None


@require_GET
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """List the viewer's filters."""
    cards, now = sieving.filters_of(member_of(request)), clock.now()
    rows = [(card, [PLACES[c] for c in Context if c in card.contexts]) for card in cards]
    ended = {card.id for card in cards if not card.holds(None, now)}
    return render(request, "squares/own/filters.html", {"rows": rows, "ended": ended})


@require_http_methods(["GET", "POST"])
@member_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin a filter."""
    form = FilterForm(request.POST) if request.method == "POST" else FilterForm.of(None)
    if request.method == "POST" and form.is_valid() and _save(member_of(request), form):
        messages.success(request, _("Saved."))
        return redirect("settings-filters")
    return _page(request, form)


@require_http_methods(["GET", "POST"])
@member_required
def edit(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Change a filter."""
    card = sieving.find_filter(member=member_of(request), filter_id=filter_id)
    form = FilterForm(request.POST, card=card) if request.method == "POST" else FilterForm.of(card)
    if request.method == "POST" and form.is_valid() and _save(member_of(request), form):
        messages.success(request, _("Saved."))
        return redirect("settings-filters")
    return _page(request, form)


@require_POST
@member_required
def delete(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Give a filter up."""
    actions.drop_filter(by=member_of(request), filter_id=filter_id, at=clock.now())
    messages.success(request, _("The filter is gone."))
    return redirect("settings-filters")


def _save(member: Member, form: FilterForm) -> bool:
    """Save a filter; what is refused stands on the form."""
    at, filled = clock.now(), form.cleaned_data
    said = {"title": filled["title"], "contexts": filled["contexts"], "action": filled["action"]}
    ends = form.expires_at(at)
    try:
        if form.card is None:
            ends = None if isinstance(ends, UnsetType) else ends
            actions.make_filter(by=member, expires_at=ends, keywords=form.keywords(), at=at, **said)
        else:
            actions.change_filter(
                by=member,
                filter_id=form.card.id,
                expires_at=ends,
                keywords=form.keywords(),
                at=at,
                **said,
            )
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return False
    return True


def _page(request: HttpRequest, form: FilterForm) -> HttpResponse:
    context = {"form": form, "card": form.card}
    status = 422 if form.errors else 200
    return render(request, "squares/own/filter.html", context, status=status)
