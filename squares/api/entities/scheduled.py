"""A post that is to be published later.

Source: https://docs.joinmastodon.org/entities/ScheduledStatus/
"""

from collections.abc import Sequence

import msgspec

from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.media import MediaAttachment, media_of
from squares.api.entities.reader import Reader
from squares.api.entities.status import QUOTE_POLICIES, VISIBILITIES
from squares.media.cards import media_card
from squares.media.queries import media_by_ids
from squares.posts.actions.publish import Draft
from squares.posts.actions.scheduled import draft_of
from squares.posts.models.scheduled import ScheduledPost


class ScheduledPoll(msgspec.Struct, kw_only=True):
    """The poll it will have."""

    options: list[str]
    expires_in: int | None
    multiple: bool
    hide_totals: bool


class ScheduledParams(msgspec.Struct, kw_only=True):
    """What was sent when it was planned; moments and keys of then are null."""

    text: str
    poll: ScheduledPoll | None
    media_ids: list[Id] | None
    sensitive: bool | None
    spoiler_text: str | None
    visibility: str | None
    language: str | None
    in_reply_to_id: int | None
    quoted_status_id: Id | None
    quote_approval_policy: str | None
    application_id: int | None
    scheduled_at: None
    idempotency: None
    with_rate_limit: bool


class ScheduledStatus(msgspec.Struct, kw_only=True):
    """A planned post."""

    id: Id
    scheduled_at: Moment
    params: ScheduledParams
    media_attachments: list[MediaAttachment]


def scheduled_of(rows: Sequence[ScheduledPost], reader: Reader) -> list[ScheduledStatus]:
    """Return planned posts as apps show them.  Cost: 1 query, none without files."""
    drafts = [draft_of(row) for row in rows]
    files = media_by_ids({pk for draft in drafts for pk in draft.media_ids})
    return [
        ScheduledStatus(
            id=str(row.pk),
            scheduled_at=moment(row.due_at),
            params=_params(draft),
            media_attachments=[
                media_of(media_card(files[pk], sensitive=draft.sensitive), reader)
                for pk in draft.media_ids
                if pk in files
            ],
        )
        for row, draft in zip(rows, drafts, strict=True)
    ]


def _params(draft: Draft) -> ScheduledParams:
    poll = draft.poll
    return ScheduledParams(
        text=draft.text,
        poll=ScheduledPoll(
            options=list(poll.options),
            expires_in=poll.seconds,
            multiple=poll.multiple,
            hide_totals=poll.hides_totals,
        )
        if poll
        else None,
        media_ids=[str(pk) for pk in draft.media_ids] or None,
        sensitive=draft.sensitive,
        spoiler_text=draft.warning or None,
        visibility=VISIBILITIES[draft.visibility],
        language=draft.language or None,
        in_reply_to_id=draft.in_reply_to,
        quoted_status_id=str(draft.quotes) if draft.quotes is not None else None,
        quote_approval_policy=QUOTE_POLICIES[draft.quote_policy],
        application_id=draft.application_id,
        scheduled_at=None,
        idempotency=None,
        with_rate_limit=False,
    )
