"""What a person fills in to ask a question, and to choose when something appears."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from squares.posts.cards.card import PostCard
from squares.posts.polling import OPTION_LENGTH, OPTIONS_LIMIT, PollDraft
from tenants.context import the_square

ANSWERS = range(1, OPTIONS_LIMIT + 1)
CLOCK = "%Y-%m-%dT%H:%M"
HOUR, DAY = 3600, 86_400
LASTS = [
    (str(HOUR // 12), _("5 minutes")),
    (str(HOUR), _("1 hour")),
    (str(6 * HOUR), _("6 hours")),
    (str(DAY), _("1 day")),
    (str(3 * DAY), _("3 days")),
    (str(7 * DAY), _("7 days")),
    (str(30 * DAY), _("30 days")),
]


def _answer(number: int) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"maxlength": OPTION_LENGTH, "dir": "auto", "autocomplete": "off", "class": "input"}
    )
    return forms.CharField(
        label=_("Answer %(number)s") % {"number": number}, required=False, widget=widget
    )


class PollFields(forms.Form):
    """A question's answers; where none are filled in there is no poll."""

    answer_1 = _answer(1)
    answer_2 = _answer(2)
    answer_3 = _answer(3)
    answer_4 = _answer(4)
    poll_lasts = forms.ChoiceField(label=_("It ends after"), required=False, choices=LASTS)
    poll_multiple = forms.BooleanField(label=_("Several answers may be chosen"), required=False)
    poll_hides = forms.BooleanField(label=_("Show the votes only at the end"), required=False)

    @property
    def answers(self) -> Sequence[forms.BoundField]:
        """The fields of the answers, in order."""
        return [self[f"answer_{number}"] for number in ANSWERS]

    @property
    def asks(self) -> bool:
        """Whether any answer is filled in."""
        return any(bound.value() for bound in self.answers)

    def poll(self) -> PollDraft | None:
        """Return the poll that was filled in, None without an answer."""
        filled = self.cleaned_data
        options = [filled[f"answer_{number}"] for number in ANSWERS]
        options = [option for option in options if option]
        if not options:
            return None
        return PollDraft(
            options=tuple(options),
            seconds=int(filled["poll_lasts"]) if filled["poll_lasts"] else None,
            multiple=filled["poll_multiple"],
            hides_totals=filled["poll_hides"],
        )


class LaterForm(forms.Form):
    """When a planned post is to appear, by the square's own clock."""

    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        widget=forms.DateTimeInput(format=CLOCK, attrs={"type": "datetime-local"}),
    )

    @property
    def due(self) -> datetime:
        """The moment that was chosen."""
        return on_our_clock(self.cleaned_data["publish_at"])


def on_our_clock(read: datetime) -> datetime:
    """Return a moment that was typed as the square's clock shows it."""
    return read.replace(tzinfo=ZoneInfo(the_square().time_zone))


def as_our_clock(moment: datetime) -> datetime:
    """Return a moment as the square's clock shows it, for a field that knows no zone."""
    return moment.astimezone(ZoneInfo(the_square().time_zone)).replace(tzinfo=None)


def poll_as_it_is(card: PostCard) -> dict[str, object]:
    """Return what the fields begin with where a post already asks."""
    if card.poll is None:
        return {}
    answers = {
        f"answer_{number}": option.title
        for number, option in zip(ANSWERS, card.poll.options, strict=False)
    }
    return {
        **answers,
        "poll_multiple": card.poll.multiple,
        "poll_hides": card.poll.hides_totals,
    }
