"""Giving the square emoji of its own, and taking them away."""

from datetime import datetime

from django.db import IntegrityError, transaction

from commons import audit, storage, text
from commons.errors import Refusal
from commons.events import publish
from commons.remember import forget
from squares.charter import rules
from squares.charter.announcements import CURRENT_KEY
from squares.charter.emoji import EMOJI_KEY, find_emoji, still_of
from squares.charter.errors import (
    CategoryTooLong,
    ShortcodeInvalid,
    ShortcodeTaken,
    TooManyEmoji,
)
from squares.charter.events import CharterChanged
from squares.charter.models import Charter, CustomEmoji
from squares.members.models import Member
from squares.members.rules import actor, refuse_unless_moderator


def add_emoji(
    *, by: Member | str, shortcode: str, file: str, at: datetime, category: str = ""
) -> CustomEmoji:
    """Let texts show a picture for `:shortcode:`.

    file: the ready name of a stored one, from `media.faces.store_emoji`; where this is refused,
    it is deleted.  category: under which it stands among the others, "" for none.
    Raises: NotYours, ShortcodeInvalid, ShortcodeTaken, CategoryTooLong, TooManyEmoji.
    Tells: CharterChanged.  Cost: 5 queries.
    """
    try:
        with transaction.atomic():
            refuse_unless_moderator(by)
            return _add(by, shortcode, file, category, at)
    except Refusal:
        _delete(file)
        raise


@transaction.atomic
def change_emoji(
    *,
    by: Member | str,
    shortcode: str,
    at: datetime,
    category: str | None = None,
    shown_in_picker: bool | None = None,
) -> None:
    """Put an emoji among others, or keep it out of pickers; None leaves as it is.

    Raises: NotYours, EmojiNotFound, CategoryTooLong.  Tells: CharterChanged.
    """
    refuse_unless_moderator(by)
    emoji = find_emoji(shortcode)
    if category is not None:
        emoji.category = _tidy(category)
    if shown_in_picker is not None:
        emoji.shown_in_picker = shown_in_picker
    emoji.save(update_fields=["category", "shown_in_picker"])
    _changed("changed", emoji, by, at)


@transaction.atomic
def remove_emoji(*, by: Member | str, shortcode: str, at: datetime) -> None:
    """Take an emoji away: what was written with it shows its shortcode from now on.

    Raises: NotYours, EmojiNotFound.  Tells: CharterChanged.
    """
    refuse_unless_moderator(by)
    emoji = find_emoji(shortcode)
    CustomEmoji.objects.filter(pk=shortcode).delete()
    transaction.on_commit(lambda: _delete(emoji.file), robust=True)
    _changed("removed", emoji, by, at)


def _add(by: Member | str, shortcode: str, file: str, category: str, at: datetime) -> CustomEmoji:
    if rules.SHORTCODE.fullmatch(shortcode) is None:
        raise ShortcodeInvalid
    emoji = CustomEmoji(shortcode=shortcode, file=file, category=_tidy(category), added_at=at)
    Charter.objects.select_for_update(no_key=True).get(id=1)  # together they have a limit
    if CustomEmoji.objects.count() >= rules.MOST_CUSTOM_EMOJI:
        raise TooManyEmoji(limit=rules.MOST_CUSTOM_EMOJI)
    try:
        with transaction.atomic():
            emoji.save(force_insert=True)
    except IntegrityError:
        raise ShortcodeTaken from None
    _changed("added", emoji, by, at)
    return emoji


def _tidy(category: str) -> str:
    category = " ".join(text.normalise(category).split())
    if len(category) > rules.CATEGORY_LIMIT:
        raise CategoryTooLong(limit=rules.CATEGORY_LIMIT)
    return category


def _changed(what: str, emoji: CustomEmoji, by: Member | str, at: datetime) -> None:
    audit.record(
        actor=actor(by),
        action=f"charter.emoji_{what}",
        subject="charter",
        at=at,
        details={"shortcode": emoji.shortcode, "category": emoji.category},
    )
    forget(EMOJI_KEY)
    forget(CURRENT_KEY)  # announcements carry theirs along
    publish(CharterChanged(part="emoji"))


def _delete(file: str) -> None:
    storage.delete(file)
    storage.delete(still_of(file))
