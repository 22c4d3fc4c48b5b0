"""The words by which pages and apps ask for a timeline."""

from dataclasses import dataclass
from enum import StrEnum


class MemberTab(StrEnum):
    """What of a member's posts a page shows."""

    POSTS = "posts"
    REPLIES = "replies"
    MEDIA = "media"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which of a member's posts are wanted.

    replies: to others; one's own threads read on without.  pinned: only those, the latest first.
    tag: the key of a hashtag, "" for any.
    """

    replies: bool = True
    boosts: bool = True
    only_media: bool = False
    pinned: bool = False
    tag: str = ""


TABS = {
    MemberTab.POSTS: Wish(replies=False),
    MemberTab.REPLIES: Wish(boosts=False),
    MemberTab.MEDIA: Wish(only_media=True),
}


@dataclass(frozen=True, kw_only=True)
class TagWish:
    """Which posts under a hashtag are wanted; more tags, by their keys.

    any_of: also those with one of these.  all_of: only those with all of these.  none_of: none.
    """

    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    only_media: bool = False
