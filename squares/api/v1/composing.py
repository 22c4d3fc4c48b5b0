"""From what apps send of a post to what the actions take.

Source: https://docs.joinmastodon.org/methods/statuses/#create and #edit
"""

import re
from datetime import UTC, datetime

import msgspec

from squares.api.call import Call
from squares.api.entities.status import QUOTE_POLICIES, VISIBILITIES
from squares.api.errors import RecordInvalid, ValidationFailed
from squares.members.preferences import Preferences, preferences_of
from squares.posts.actions.edit import Change, MediaWords
from squares.posts.actions.publish import Draft
from squares.posts.models.post import QuotePolicy, Visibility
from squares.posts.polling import PollDraft

_OUR_VISIBILITY = {theirs: ours for ours, theirs in VISIBILITIES.items()}
_OUR_POLICY = {theirs: ours for ours, theirs in QUOTE_POLICIES.items()}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class NewPoll(msgspec.Struct, kw_only=True):
    """A poll that is asked; expires_in: seconds."""

    options: list[str] = []
    expires_in: int | None = None
    multiple: bool = False
    hide_totals: bool = False


class NewStatus(msgspec.Struct, kw_only=True):
    """What a member writes by an app; what is left out is as the member prefers it.

    scheduled_at: a moment in ISO 8601, in the future, for a post that is published then.
    """

    status: str = ""
    media_ids: list[int] = []
    poll: NewPoll | None = None
    in_reply_to_id: int | None = None
    quoted_status_id: int | None = None
    quote_approval_policy: str | None = None
    sensitive: bool | None = None
    spoiler_text: str = ""
    visibility: str | None = None
    language: str | None = None
    scheduled_at: str | None = None


class MediaAttributes(msgspec.Struct, kw_only=True):
    """What is said of a file.  focus: "x,y", each from -1 to 1."""

    id: int
    description: str | None = None
    focus: str | None = None


class EditedStatus(msgspec.Struct, kw_only=True):
    """How a post shall read from now on.

    Files and poll that are not named are taken off: a form cannot say "none" in another way.
    """

    status: str = ""
    spoiler_text: str = ""
    sensitive: bool = False
    language: str | None = None
    media_ids: list[int] = []
    media_attributes: list[MediaAttributes] = []
    poll: NewPoll | None = None
    quote_approval_policy: str | None = None


def draft_of(call: Call, params: NewStatus) -> Draft:
    """Return a draft.  Raises: ValidationFailed."""
    preferred = preferences_of(call.by)
    text, warning = _words(params.status, params.spoiler_text)
    sensitive = preferred.sensitive if params.sensitive is None else params.sensitive
    return Draft(
        text=text,
        warning=warning,
        sensitive=sensitive,
        language=_language(params.language) or preferred.language,
        visibility=_visibility(params.visibility, preferred),
        in_reply_to=params.in_reply_to_id,
        media_ids=tuple(params.media_ids),
        poll=_poll(params.poll),
        quotes=params.quoted_status_id,
        quote_policy=policy_named(params.quote_approval_policy) or QuotePolicy(preferred.quotes),
        application_id=call.bearer.application_id if call.bearer else None,
    )


def change_of(params: EditedStatus) -> Change:
    """Return a change.  Raises: ValidationFailed."""
    text, warning = _words(params.status, params.spoiler_text)
    return Change(
        text=text,
        warning=warning,
        sensitive=params.sensitive,
        language=_language(params.language) or None,
        quote_policy=policy_named(params.quote_approval_policy),
        media_ids=tuple(params.media_ids),
        media_words=tuple(
            MediaWords(
                media_id=file.id,
                description=file.description,
                focus=focus_in(file.focus) if file.focus else None,
            )
            for file in params.media_attributes
        ),
        poll=_poll(params.poll),
        keeps_poll=False,
    )


def visibility_named(name: str) -> Visibility:
    """Return our visibility for one of Mastodon's.  Raises: ValidationFailed."""
    if name not in _OUR_VISIBILITY:
        raise ValidationFailed(reason="Visibility is not included in the list")
    return _OUR_VISIBILITY[name]


def policy_named(name: str | None) -> QuotePolicy | None:
    """Return our quote policy for one of Mastodon's, None for none.  Raises: ValidationFailed."""
    if not name:
        return None
    if name not in _OUR_POLICY:
        raise ValidationFailed(reason="Quote approval policy is not included in the list")
    return _OUR_POLICY[name]


def moment_in(text: str) -> datetime:
    """Return a moment as an app wrote it; one without an offset is in UTC.

    Raises: RecordInvalid, for what is none.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RecordInvalid from None


def focus_in(text: str) -> tuple[float, float]:
    """Return the two numbers of a focus.  Raises: ValidationFailed."""
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise ValidationFailed(reason="Focus is invalid") from None
    if not (-1e6 < x < 1e6 and -1e6 < y < 1e6):  # NaN is neither
        raise ValidationFailed(reason="Focus is invalid")
    return x, y


def _words(status: str, spoiler_text: str) -> tuple[str, str]:
    """Return text and warning; a warning of nothing is the text, as in Mastodon."""
    if not status.strip() and spoiler_text.strip():
        return spoiler_text, ""
    return status, spoiler_text


def _visibility(name: str | None, preferred: Preferences) -> Visibility:
    return visibility_named(name) if name else Visibility(preferred.visibility)


def _language(tag: str | None) -> str:
    """Return a language as an app says it, "" for what is none."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else ""


def _poll(poll: NewPoll | None) -> PollDraft | None:
    if poll is None or not poll.options:
        return None
    return PollDraft(
        options=tuple(poll.options),
        seconds=poll.expires_in if poll.expires_in is not None else 0,
        multiple=poll.multiple,
        hides_totals=poll.hide_totals,
    )
