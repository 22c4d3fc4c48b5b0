"""What a person fills in to say something."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commons.pages import cursor_of
from squares.charter import queries as charter
from squares.media.actions import DESCRIPTION_LIMIT, upload
from squares.members.models import Member
from squares.members.preferences import preferences_of
from squares.posts.actions.edit import Change
from squares.posts.actions.publish import Draft
from squares.posts.models.post import QuotePolicy, ReplyControl, Visibility
from squares.posts.rules import PICTURES_LIMIT, WARNING_LIMIT
from squares.web.talk.poll_forms import CLOCK, DAY, LASTS, PollFields, on_our_clock

QUOTE_CHOICES = [
    (QuotePolicy.EVERYONE, _("All may quote")),
    (QuotePolicy.FOLLOWERS, _("Followers may")),
    (QuotePolicy.NOBODY, _("Nobody may")),
]
PICTURES = range(1, PICTURES_LIMIT + 1)
NAMES = dict(settings.LANGUAGES)


class WordsForm(forms.Form):
    """What publishing and editing ask alike."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "dir": "auto", "placeholder": _("What would you like to say?")}
        ),
    )
    warning = forms.CharField(
        label=_("Warning"),
        required=False,
        max_length=WARNING_LIMIT,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    reply_control = forms.ChoiceField(
        label=_("Who may reply"),
        required=False,
        choices=[
            (ReplyControl.EVERYONE, _("All may reply")),
            (ReplyControl.FOLLOWERS, _("Followers may")),
            (ReplyControl.MENTIONED, _("Mentioned may")),
            (ReplyControl.NOBODY, _("Nobody may")),
        ],
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Automatic")),
            *language_choices(member),
        ]

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Let what was left out mean what it usually means."""
        cleaned = super().clean() or {}
        cleaned["reply_control"] = ReplyControl(cleaned.get("reply_control") or "everyone")
        return cleaned

    def upload_new(self, kept: list[int], at: datetime) -> None:
        """Take in the files that came with the form, and add them to those kept from before.

        Raises: what `upload` raises, for the first that does; those before it are kept.
        """
        for number in PICTURES:
            file = self.files.get(f"picture_{number}")
            if isinstance(file, UploadedFile):
                words = str(self.data.get(f"alt_{number}", ""))[:DESCRIPTION_LIMIT]
                kept.append(upload(by=self.member, file=file, description=words, at=at).pk)


class ComposeForm(PollFields, WordsForm):
    """Everything about a new post.

    media: ids of pictures that were taken in before, when something else was refused.
    """

    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        required=False,
        choices=[
            (Visibility.PUBLIC, _("Everyone")),
            (Visibility.UNLISTED, _("All, quietly")),
            (Visibility.FOLLOWERS, _("Followers")),
            (Visibility.MENTIONED, _("Mentioned")),
        ],
    )
    quote_policy = forms.ChoiceField(
        label=_("Who may quote it"), required=False, choices=QUOTE_CHOICES
    )
    publish_at = forms.DateTimeField(
        label=_("Publish later"),
        required=False,
        widget=forms.DateTimeInput(
            format=CLOCK, attrs={"type": "datetime-local", "class": "input"}
        ),
    )
    in_reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    quotes = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    picture_1 = forms.FileField(label=_("File"), required=False)

    def __init__(
        self, *args: Any, member: Member, answers: bool = False, **kwargs: Any
    ) -> None:  # Any: as above
        self.preferred = preferences_of(member)
        start = {
            "visibility": self.preferred.visibility,
            "quote_policy": self.preferred.quotes,
            "language": self.preferred.language,
            "poll_lasts": str(DAY),
        }
        kwargs["initial"] = start | (kwargs.get("initial") or {})
        super().__init__(*args, member=member, **kwargs)
        if answers:
            self.fields["text"].widget.attrs["placeholder"] = _("Write a reply")

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        """Let a poll without a length run for a day."""
        cleaned = super().clean()
        cleaned["poll_lasts"] = cleaned.get("poll_lasts") or str(DAY)
        return cleaned

    @property
    def due(self) -> datetime | None:
        """When it is to appear, None for now."""
        chosen = self.cleaned_data["publish_at"]
        return on_our_clock(chosen) if chosen else None

    def draft(self, media_ids: Sequence[int]) -> Draft:
        """Return what was filled in, as the action takes it."""
        filled = self.cleaned_data
        return Draft(
            text=filled["text"],
            warning=filled["warning"],
            sensitive=self.preferred.sensitive,
            language=filled["language"],
            visibility=Visibility(filled["visibility"] or Visibility.PUBLIC),
            reply_control=filled["reply_control"],
            in_reply_to=filled["in_reply_to"],
            media_ids=tuple(media_ids),
            poll=self.poll(),
            quotes=filled["quotes"],
            quote_policy=QuotePolicy(filled["quote_policy"] or self.preferred.quotes),
        )


class EditForm(PollFields, WordsForm):
    """What may be changed about a post."""

    sensitive = forms.BooleanField(label=_("Cover its pictures until asked"), required=False)
    quote_policy = forms.ChoiceField(
        label=_("Who may quote it"), required=False, choices=QUOTE_CHOICES
    )

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 9
        if asked:
            lasts = [("", _("As it was")), *LASTS]
            self.fields["poll_lasts"].choices = lasts  # type: ignore[attr-defined]
        else:
            self.fields["poll_lasts"].initial = str(DAY)

    def change(self, media_ids: Sequence[int]) -> Change:
        """Return what was filled in, as the action takes it."""
        filled = self.cleaned_data
        return Change(
            text=filled["text"],
            warning=filled["warning"],
            sensitive=filled["sensitive"],
            language=filled["language"],
            reply_control=filled["reply_control"],
            quote_policy=QuotePolicy(filled["quote_policy"]) if filled["quote_policy"] else None,
            media_ids=tuple(media_ids),
            poll=self.poll(),
            keeps_poll=False,
        )


def language_choices(member: Member) -> list[tuple[str, str]]:
    """Return the languages that a member may write in, by name."""
    tags = charter.languages_for(member) or NAMES
    return [(tag, str(NAMES.get(tag.lower(), tag))) for tag in tags]


def numbers(values: Sequence[str], most: int = 20) -> list[int]:
    """Return the ids among hidden fields; what is not one is ignored."""
    return [number for value in values if (number := cursor_of(value)) is not None][:most]
