"""The words by which pages ask for a timeline."""

from enum import StrEnum


class MemberTab(StrEnum):
    """What of a member's posts a page shows."""

    POSTS = "posts"
    REPLIES = "replies"
    MEDIA = "media"
