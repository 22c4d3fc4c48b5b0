"""The square's own emoji, for its stewards: added, put in groups, taken away."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commons import clock
from commons.errors import Refusal
from squares.charter.actions.emoji import add_emoji, change_emoji, remove_emoji
from squares.charter.emoji import every_emoji
from squares.charter.rules import CATEGORY_LIMIT
from squares.media.faces import store_emoji
from squares.members.models import Member
from squares.web.guards import member_of, steward_required


class EmojiForm(forms.Form):
    """A picture, what it is called, and among which others it stands."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, GIF or WebP of at most 256 kB. It may move."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/gif,image/webp"}),
    )
    shortcode = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=32,
        help_text=gettext_lazy("Letters, digits and underscores. People write it between colons."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"}
        ),
    )
    category = forms.CharField(
        label=gettext_lazy("Group"),
        required=False,
        max_length=CATEGORY_LIMIT,
        help_text=gettext_lazy("Apps show emoji of one group together."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def clean_shortcode(self) -> str:
        """Take a name also where somebody typed its colons."""
        name: str = self.cleaned_data["shortcode"]
        return name.strip(":")


@require_http_methods(["GET", "POST"])
@steward_required
def emoji_page(request: HttpRequest) -> HttpResponse:
    """Show the square's own emoji, and take a new one."""
    form = EmojiForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _added(form, member_of(request)):
        messages.success(request, _("Added. Everyone can write it from now on."))
        return redirect("moderation-emoji")
    context = {"keys": "desk", "places": "emoji", "form": form, "emoji": every_emoji().values()}
    status = 422 if form.errors else 200
    return render(request, "moderation/emoji.html", context, status=status)


@require_POST
@steward_required
def emoji_deed(request: HttpRequest, shortcode: str) -> HttpResponse:
    """Put an emoji into another group, or take it away.

    Raises: EmojiNotFound, CategoryTooLong.
    """
    member, at = member_of(request), clock.now()
    if "remove" in request.POST:
        remove_emoji(by=member, shortcode=shortcode, at=at)
        messages.success(request, _("Removed. What was written with it shows its name."))
    else:
        category = request.POST.get("category", "")
        change_emoji(by=member, shortcode=shortcode, category=category, at=at)
        messages.success(request, _("Saved."))
    return redirect("moderation-emoji")


def _added(form: EmojiForm, by: Member) -> bool:
    """Add what a form asks for; what is refused is said on it."""
    if not form.is_valid():
        return False
    filled = form.cleaned_data
    try:
        file = store_emoji(by=by, file=filled["picture"], at=clock.now())
        add_emoji(
            by=by,
            shortcode=filled["shortcode"],
            file=file,
            category=filled["category"],
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return False
    return True
