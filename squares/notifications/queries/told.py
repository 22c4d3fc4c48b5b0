"""What a member was told, row by row, and what of it they may read: words of many statements.

Written by hand, since apps ask for news at every start and again and again. `listing.shown_to`
says the same of a queryset; a test holds both against each other.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from squares.members.models import Member
from squares.notifications.rules import ABOUT_ME, FOR_MODERATORS, Kind

NEWEST_ID, OLDEST_ID = 2**63 - 1, 0

COLUMNS = """n.id, n.kind, n.actor_id, n.post_id, n.subject, n.at, n.read_at IS NULL,
       n.group_key, n.filtered"""

# Who and the member keep apart, looked up once for all rows.
APART = """apart (id) AS MATERIALIZED (
    SELECT target_id FROM relationships_block WHERE source_id = %(member)s::bigint
    UNION ALL
    SELECT source_id FROM relationships_block WHERE target_id = %(member)s::bigint
)"""

# Nobody, or somebody who can be met; `who` is the actor.
HEARD = "(n.actor_id IS NULL OR n.kind = 'waiting' OR who.state IN ('active', 'silenced'))"

# The post is none, or one that the member may (still) read: posts.queries.readable.
READABLE = """(n.post_id IS NULL OR n.kind = ANY(%(about_me)s::text[]) OR EXISTS (
        SELECT 1 FROM posts_post p
          JOIN members_member a ON a.id = p.author_id
         WHERE p.id = n.post_id AND p.deleted_at IS NULL AND p.hidden_at IS NULL
           AND a.state IN ('active', 'silenced')
           AND (p.visibility IN ('public', 'unlisted') OR p.author_id = %(member)s::bigint
                OR EXISTS (SELECT 1 FROM posts_mention x
                    WHERE x.post_id = p.id AND x.member_id = %(member)s::bigint)
                OR (p.visibility = 'followers' AND EXISTS (
                    SELECT 1 FROM relationships_follow x
                     WHERE x.source_id = %(member)s::bigint AND x.target_id = p.author_id
                       AND x.accepted)))
           AND p.author_id NOT IN (SELECT id FROM apart)))"""


class Told(NamedTuple):
    """One thing that a member was told, as `Notification` has it; in the order of COLUMNS."""

    id: int
    kind: Kind
    actor_id: int | None
    post_id: int | None
    subject: int | None
    at: datetime
    unread: bool
    group_key: str
    filtered: bool


def told_from(values: Sequence[Any]) -> Told:  # Any: of every kind
    """Return what a row of COLUMNS tells."""
    number, kind, *rest = values
    return Told(number, Kind(kind), *rest)


def given_for(member: Member, kinds: Collection[str] | None) -> dict[str, Any]:  # Any: as above
    """Return what the words above name, and `kinds`: those wanted that the member may read.

    Who was a moderator once reads no more of what is for them.
    """
    wanted = Kind if kinds is None else kinds
    hidden = () if member.is_moderator else FOR_MODERATORS
    return {
        "member": member.pk,
        "kinds": [str(kind) for kind in wanted if kind not in hidden],
        "about_me": [str(kind) for kind in ABOUT_ME],
    }
