"""Lists: the viewer's own selections of those they follow, each a timeline of its own."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.errors import Refusal
from commons.pages import Window, cursor_of
from squares.members.cards import MemberCard, card_of
from squares.members.models import Member
from squares.members.queries import find_member
from squares.relationships import lists, rules
from squares.relationships.actions import lists as actions
from squares.relationships.discovery import find_people
from squares.relationships.models import List
from squares.timelines.filters import Context
from squares.timelines.queries import list_timeline
from squares.web.guards import member_of, member_required, page_named
from squares.web.talk.pages import answer, paged, window

FOUND_LIMIT = 8


class ListForm(forms.Form):
    """What a list is called and shows."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=rules.TITLE_LIMIT)
    replies = forms.ChoiceField(
        label=gettext_lazy("Which replies it shows"),
        choices=List.Replies.choices,
        initial=List.Replies.LIST,
    )
    exclusive = forms.BooleanField(
        label=gettext_lazy("Keep these people out of Home"),
        required=False,
        help_text=gettext_lazy("You read them here only."),
    )

    @classmethod
    def of(cls, row: List) -> "ListForm":
        """Return the form filled with a list."""
        names = ("title", "replies", "exclusive")
        return cls(initial={name: getattr(row, name) for name in names})


@require_http_methods(["GET", "POST"])
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """Show the viewer's lists, and begin one."""
    member = member_of(request)
    form = ListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_list(by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            return redirect("list-people", made.pk)
    context = {"lists": list(lists.lists_of(member)), "form": form}
    status = 422 if form.errors else 200
    return render(request, "squares/own/lists.html", context, status=status)


@require_GET
@member_required
def show(request: HttpRequest, list_id: int) -> HttpResponse:
    """Read a list."""
    found = _find(request, list_id)
    page = list_timeline(of=found, viewer=member_of(request), window=window(request))
    return answer(
        request,
        "squares/own/list.html",
        paged(request, page, place=Context.HOME, list=found),
    )


@require_http_methods(["GET", "POST"])
@member_required
def edit(request: HttpRequest, list_id: int) -> HttpResponse:
    """Rename a list, or change what it shows."""
    found = _find(request, list_id)
    form = ListForm(request.POST) if request.method == "POST" else ListForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_list(of=found, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, _("Saved."))
            return redirect("list", found.pk)
    context = {"form": form, "list": found}
    status = 422 if form.errors else 200
    return render(request, "squares/own/list_edit.html", context, status=status)


@require_POST
@member_required
def delete(request: HttpRequest, list_id: int) -> HttpResponse:
    """Give a list up."""
    actions.drop_list(of=_find(request, list_id), at=clock.now())
    messages.success(request, _("The list is gone."))
    return redirect("lists")


@require_GET
@member_required
def people(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show who stands on a list, and find more among those the viewer follows."""
    found, member = _find(request, list_id), member_of(request)
    before = cursor_of(request.GET.get("before"))
    page = lists.members_on(found, window=Window(before=before, size=40))
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "list": found,
        "people": [card_of(one) for one in page.items],
        "older": f"{request.path}?before={page.older}" if page.older else "",
        "newer": request.path if before else "",
        "words": words,
        "found": _more(found, member, words),
    }
    fragment = "#found" if request.headers.get("HX-Request") else ""
    return render(request, f"squares/own/list_people.html{fragment}", context)


@require_POST
@member_required
def put(request: HttpRequest, list_id: int) -> HttpResponse:
    """Put somebody on a list."""
    target = _target(request)
    actions.put_on_list(of=_find(request, list_id), member_ids=[target.pk], at=clock.now())
    return _back(request, list_id)


@require_POST
@member_required
def take(request: HttpRequest, list_id: int) -> HttpResponse:
    """Take somebody off a list."""
    target = _target(request)
    actions.take_off_list(of=_find(request, list_id), member_ids=[target.pk], at=clock.now())
    return _back(request, list_id)


def _find(request: HttpRequest, list_id: int) -> List:
    return lists.find_list(owner=member_of(request), list_id=list_id)


def _target(request: HttpRequest) -> Member:
    return find_member(handle=request.POST.get("handle", ""), viewer=member_of(request))


def _back(request: HttpRequest, list_id: int) -> HttpResponse:
    page = page_named(request, "Referer")
    return redirect(page) if page else redirect("list-people", list_id)


def _more(found: List, member: Member, words: str) -> list[tuple[MemberCard, bool]]:
    """Return whom the viewer follows by some words, each with whether they stand on the list."""
    if not words:
        return []
    seen = find_people(words=words, viewer=member, followed_only=True, limit=FOUND_LIMIT)
    on = lists.standing_on(found, [one.pk for one in seen])
    return [(card_of(one), one.pk in on) for one in seen]
