"""The viewer and one other: how to be told of them, a note, a recommendation, lists."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.errors import NotFound, Refusal
from squares.members.models import Member
from squares.members.queries import find_member
from squares.relationships import lists, rules
from squares.relationships.actions import stances
from squares.relationships.actions.follow import follow
from squares.relationships.actions.lists import place_on_lists
from squares.relationships.heads import MemberHead, head_of
from squares.web.guards import member_of, member_required
from squares.web.talk.forms import NAMES, numbers


class OptionsForm(forms.Form):
    """How the viewer wants to be told of somebody they follow."""

    shows_boosts = forms.BooleanField(label=gettext_lazy("Show what they pass on"), required=False)
    notifies = forms.BooleanField(label=gettext_lazy("Tell me of each post"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Only posts in these languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none to read all of them."),
    )

    def __init__(
        self,
        *args: Any,  # Any here and below: Django's own
        known: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {tag.partition("-")[0]: str(name) for tag, name in NAMES.items()}
        names |= {tag: tag for tag in known if tag not in names}
        self.fields["languages"].choices = list(names.items())  # type: ignore[attr-defined]

    @classmethod
    def of(cls, head: MemberHead) -> "OptionsForm":
        """Return the form filled with how it is now."""
        tie = head.relationship
        now = {
            "shows_boosts": tie.shows_boosts,
            "notifies": tie.notifying,
            "languages": list(tie.languages),
        }
        return cls(initial=now, known=tie.languages)


class NoteForm(forms.Form):
    """What the viewer writes down for themself."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=rules.NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Only you see it."),
    )


@require_GET
@member_required
def page(request: HttpRequest, handle: str) -> HttpResponse:
    """Show everything between the viewer and one other."""
    return _page(request, _other(request, handle))


@require_POST
@member_required
def options(request: HttpRequest, handle: str) -> HttpResponse:
    """Change how the viewer is told of somebody they follow."""
    member, target = member_of(request), _other(request, handle)
    head = head_of(member=target, viewer=member, at=clock.now())
    if not (head.relationship.following or head.relationship.requested):
        raise NotFound
    form = OptionsForm(request.POST, known=head.relationship.languages)
    if form.is_valid():
        follow(by=member, target=target, at=clock.now(), **form.cleaned_data)
        return _saved(request, target)
    return _page(request, target, options=form)


@require_POST
@member_required
def note(request: HttpRequest, handle: str) -> HttpResponse:
    """Write something down about somebody."""
    member, target = member_of(request), _other(request, handle)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            stances.take_note(
                by=member, target=target, note=form.cleaned_data["note"], at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("note", refusal.text())
        else:
            return _saved(request, target)
    return _page(request, target, note=form)


@require_POST
@member_required
def endorse(request: HttpRequest, handle: str) -> HttpResponse:
    """Recommend somebody on the viewer's page."""
    target = _other(request, handle)
    stances.endorse(by=member_of(request), target=target, at=clock.now())
    return _saved(request, target)


@require_POST
@member_required
def unendorse(request: HttpRequest, handle: str) -> HttpResponse:
    """Recommend somebody no longer."""
    target = _other(request, handle)
    stances.unendorse(by=member_of(request), target=target, at=clock.now())
    return _saved(request, target)


@require_POST
@member_required
def place(request: HttpRequest, handle: str) -> HttpResponse:
    """Say on which of the viewer's lists somebody stands."""
    target = _other(request, handle)
    wanted = numbers(request.POST.getlist("list"), most=rules.LISTS_LIMIT)
    place_on_lists(by=member_of(request), target=target, list_ids=wanted, at=clock.now())
    return _saved(request, target)


@require_POST
@member_required
def do_not_suggest(request: HttpRequest, handle: str) -> HttpResponse:
    """Have somebody not proposed any more."""
    target = _other(request, handle)
    stances.do_not_suggest(by=member_of(request), target=target, at=clock.now())
    return redirect("people")


def _other(request: HttpRequest, handle: str) -> Member:
    """Return somebody else.  Raises: MemberNotFound, NotFound for oneself."""
    viewer = member_of(request)
    found = find_member(handle=handle, viewer=viewer)
    if found.pk == viewer.pk:
        raise NotFound
    return found


def _page(request: HttpRequest, target: Member, **forms_: forms.Form) -> HttpResponse:
    viewer = member_of(request)
    head = head_of(member=target, viewer=viewer, at=clock.now())
    on = {row.pk for row in lists.lists_with(owner=viewer, member_id=target.pk)}
    context = {
        "head": head,
        "options": OptionsForm.of(head),
        "note": NoteForm(initial={"note": head.relationship.note}),
        "lists": [(row, row.pk in on) for row in lists.lists_of(viewer)],
        **forms_,
    }
    status = 422 if forms_ else 200
    return render(request, "squares/people/between.html", context, status=status)


def _saved(request: HttpRequest, target: Member) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("member-tie", target.handle)
