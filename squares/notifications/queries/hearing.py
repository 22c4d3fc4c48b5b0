"""How members stand to whoever does something, before they are told of it."""

import json
from collections.abc import Collection
from datetime import datetime

from django.db import connection

from squares.members.models import Member, Role
from squares.notifications.queries.policies import KEY, policy_from
from squares.notifications.rules import Policy, Standing

# One row a member who is to be told: their policy, their ties with the actor, and what they
# made of the conversation.  `spoken`: they named or answered the actor in it before.
_HEARERS = """
    WITH about AS (
        SELECT id, visibility, COALESCE(thread_id, id) AS thread
          FROM posts_post WHERE id = %(post)s
    )
    SELECT hearer.id, hearer.preferences -> %(key)s,
           EXISTS (SELECT FROM relationships_block
                    WHERE (source_id = hearer.id AND target_id = actor.id)
                       OR (source_id = actor.id AND target_id = hearer.id))
           OR EXISTS (SELECT FROM relationships_mute
                       WHERE source_id = hearer.id AND target_id = actor.id AND notifications
                         AND (until IS NULL OR until > %(at)s)),
           EXISTS (SELECT FROM posts_threadmark
                    WHERE member_id = hearer.id AND thread_id = about.thread
                      AND muted_at IS NOT NULL),
           EXISTS (SELECT FROM relationships_stance
                    WHERE source_id = hearer.id AND target_id = actor.id AND heard_always),
           EXISTS (SELECT FROM relationships_follow
                    WHERE source_id = hearer.id AND target_id = actor.id AND accepted),
           (SELECT at FROM relationships_follow
             WHERE source_id = actor.id AND target_id = hearer.id AND accepted),
           about.visibility = 'mentioned' AND EXISTS (
               SELECT FROM posts_post said
                WHERE said.author_id = hearer.id AND said.deleted_at IS NULL
                  AND (said.thread_id = about.thread OR said.id = about.thread)
                  AND (EXISTS (SELECT FROM posts_mention
                                WHERE post_id = said.id AND member_id = actor.id)
                       OR EXISTS (SELECT FROM posts_post answered
                                   WHERE answered.id = said.in_reply_to_id
                                     AND answered.author_id = actor.id))),
           actor.state, actor.role, actor.joined_at, about.visibility
      FROM members_member hearer
      LEFT JOIN members_member actor ON actor.id = %(actor)s
      LEFT JOIN about ON true
     WHERE hearer.id = ANY(%(ids)s) AND hearer.state <> 'gone'
"""


def standings(
    *, ids: Collection[int], actor_id: int | None, post_id: int | None, at: datetime
) -> dict[int, Standing]:
    """Return how each of the members stands to the actor and the post; who left is left out.

    Cost: 1 query, however many members.
    """
    given = {"ids": list(ids), "actor": actor_id, "post": post_id, "at": at, "key": KEY}
    with connection.cursor() as cursor:
        cursor.execute(_HEARERS, given)
        return {row[0]: _standing(*row[1:]) for row in cursor.fetchall()}


def _standing(  # noqa: PLR0917 - the columns of the statement above
    policy: str | None,
    apart: bool,  # noqa: FBT001 - as above
    thread_muted: bool,  # noqa: FBT001
    heard_always: bool,  # noqa: FBT001
    follows: bool,  # noqa: FBT001
    followed_at: datetime | None,
    spoken: bool | None,  # noqa: FBT001
    state: str | None,
    role: str | None,
    joined_at: datetime | None,
    visibility: str | None,
) -> Standing:
    active = state == Member.State.ACTIVE
    return Standing(
        policy=policy_from(json.loads(policy)) if policy else Policy(),
        apart=apart,
        thread_muted=thread_muted,
        heard_always=heard_always,
        follows=follows,
        followed_at=followed_at,
        spoken=bool(spoken),
        state=state or Member.State.ACTIVE,
        moderator=active and role in {Role.MODERATOR, Role.OWNER},
        joined_at=joined_at,
        visibility=visibility or "",
    )
