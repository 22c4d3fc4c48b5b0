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
