"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class CharterChanged(Fact):
    """The square's rules, policy, purpose or look are others; `part` says which."""

    part: str


@dataclass(frozen=True)
class AnnouncementPublished(Fact):
    """The people who run the square told everyone something."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementChanged(Fact):
    """An announcement reads differently now."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementWithdrawn(Fact):
    """An announcement is no longer shown."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementReacted(Fact):
    """Somebody answered an announcement with an emoji, or took it back.

    name: the emoji, or the shortcode of one of the square's own.  count: how many give it now.
    """

    announcement_id: int
    name: str
    count: int
