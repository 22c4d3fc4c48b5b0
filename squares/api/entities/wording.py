"""What a post said before, and how it was typed.

Source: https://docs.joinmastodon.org/entities/StatusEdit/ and entities/StatusSource/
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from squares.api.entities.account import Account, accounts_by_id
from squares.api.entities.emoji import CustomEmoji, emojis_of
from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.media import MediaAttachment as MediaEntity
from squares.api.entities.media import media_of
from squares.api.entities.reader import Reader
from squares.api.entities.status import Quote, Status
from squares.media.cards import media_card
from squares.media.models import MediaAttachment
from squares.media.queries import media_by_ids
from squares.posts.queries import EarlierWording


class StatusSource(msgspec.Struct, kw_only=True):
    """A post as its author typed it."""

    id: Id
    text: str
    spoiler_text: str


class EditPollOption(msgspec.Struct, kw_only=True):
    """One answer that was offered."""

    title: str


class EditPoll(msgspec.Struct, kw_only=True):
    """The answers of that time."""

    options: list[EditPollOption]


class StatusEdit(msgspec.Struct, kw_only=True):
    """How a post read for a while."""

    content: str
    spoiler_text: str
    sensitive: bool
    created_at: Moment
    account: Account
    media_attachments: list[MediaEntity]
    emojis: list[CustomEmoji]
    poll: EditPoll | msgspec.UnsetType = msgspec.UNSET
    quote: Quote | msgspec.UnsetType | None = msgspec.UNSET


def edits_of(
    now: Status, author_id: int, before: Sequence[EarlierWording], reader: Reader
) -> list[StatusEdit]:
    """Return every wording of a post, the first one first and the present one last.

    before: newest first.  What it quotes was the same all the time.  Cost: 2 queries.
    """
    account = accounts_by_id([author_id], reader)[author_id]
    files = media_by_ids({pk for wording in before for pk, _ in wording.media})
    earlier = [
        StatusEdit(
            content=reader.html(str(wording.html)),
            spoiler_text=wording.warning,
            sensitive=wording.sensitive,
            created_at=moment(wording.written_at),
            account=account,
            media_attachments=_media(wording, files, reader),
            emojis=emojis_of(reader, str(wording.html), wording.warning, *wording.poll),
            poll=_poll(wording.poll),
            quote=now.quote,
        )
        for wording in reversed(before)
    ]
    titles = tuple(option.title for option in now.poll.options) if now.poll else ()
    return [
        *earlier,
        StatusEdit(
            content=now.content,
            spoiler_text=now.spoiler_text,
            sensitive=now.sensitive,
            created_at=now.edited_at or now.created_at,
            account=account,
            media_attachments=now.media_attachments,
            emojis=now.emojis,
            poll=_poll(titles),
            quote=now.quote,
        ),
    ]


def _poll(titles: Sequence[str]) -> EditPoll | msgspec.UnsetType:
    if not titles:
        return msgspec.UNSET
    return EditPoll(options=[EditPollOption(title=title) for title in titles])


def _media(
    wording: EarlierWording, files: Mapping[int, MediaAttachment], reader: Reader
) -> list[MediaEntity]:
    """Return the files that are still there, with what was said of them then."""
    return [
        media_of(replace(media_card(files[pk], sensitive=wording.sensitive), alt=words), reader)
        for pk, words in wording.media
        if pk in files
    ]
