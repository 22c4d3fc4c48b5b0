"""The two statements behind cards of posts: what is said with who it is to whom, and pictures."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from commons.statements import columns_of, fetch, instance
from squares.media.models import MediaAttachment
from squares.members.models import Member


class Row(NamedTuple):
    """One row of the statement below, in its order."""

    entry_id: int
    entry_at: datetime
    entry_visibility: str
    boost_of: int | None
    booster: tuple[Any, ...]  # Any here and below: CARD_FIELDS of a member
    id: int
    text: str
    html: str
    warning: str
    sensitive: bool
    language: str
    visibility: str
    reply_control: str
    published_at: datetime
    edited_at: datetime | None
    pinned_at: datetime | None
    hidden_at: datetime | None
    deleted_at: datetime | None
    thread_id: int | None
    in_reply_to: int | None
    replies: int
    boosts: int
    favourites: int
    quotes: int
    quote_of: int | None
    quote_state: str
    quote_policy: str
    author: tuple[Any, ...]
    answered: str | None
    answered_id: int | None
    application: tuple[Any, ...]  # name, website
    poll: tuple[Any, ...]  # PollRow, all None without one
    mentions: list[list[Any]] | None  # [[member id, handle], …]
    tags: list[list[Any]] | None  # [[key, name], …]
    favourited: bool
    boosted: bool
    bookmarked: bool
    thread_muted: bool
    follows: bool
    mentioned: bool
    blocks: bool
    blocked_by: bool
    muted: bool
    booster_blocked: bool
    booster_followed: bool

    @property
    def blocked(self) -> bool:
        """Whether the viewer and the author keep apart."""
        return self.blocks or self.blocked_by


# Members' columns stand in the order of members.cards.CARD_FIELDS.
_SQL = """
WITH wanted AS (
    SELECT id FROM posts_post WHERE id = ANY(%(ids)s::bigint[])
    UNION
    SELECT p.quote_of_id
      FROM posts_post e JOIN posts_post p ON p.id = COALESCE(e.boost_of_id, e.id)
     WHERE e.id = ANY(%(ids)s::bigint[])
       AND p.quote_of_id IS NOT NULL AND p.quote_state = 'accepted'
)
SELECT e.id, e.published_at, e.visibility, e.boost_of_id,
       b.id, b.handle, b.handle_key, b.name, b.avatar, b.role, b.locked, b.state,
       p.id, p.text, p.html, p.warning, p.sensitive, p.language, p.visibility, p.reply_control,
       p.published_at, p.edited_at, p.pinned_at, p.hidden_at, p.deleted_at,
       p.thread_id, p.in_reply_to_id,
       p.replies_count, p.boosts_count, p.favourites_count, p.quotes_count,
       p.quote_of_id, p.quote_state, p.quote_policy,
       a.id, a.handle, a.handle_key, a.name, a.avatar, a.role, a.locked, a.state,
       ra.handle, ra.id,
       app.name, app.website,
       q.options, q.tallies, q.voters_count, q.multiple, q.hides_totals, q.ends_at,
       q.ends_at <= now(),
       CASE WHEN q.post_id IS NOT NULL THEN
           (SELECT x.choices FROM posts_vote x
             WHERE x.poll_id = p.id AND x.member_id = %(viewer)s::bigint) END,
       (SELECT json_agg(json_build_array(m.id, m.handle) ORDER BY x.id)
          FROM posts_mention x JOIN members_member m ON m.id = x.member_id
         WHERE x.post_id = p.id AND m.state IN ('active', 'silenced')),
       (SELECT json_agg(json_build_array(t.key, t.name) ORDER BY x.id)
          FROM posts_tagging x JOIN posts_tag t ON t.id = x.tag_id WHERE x.post_id = p.id),
       EXISTS (SELECT 1 FROM posts_favourite x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint),
       EXISTS (SELECT 1 FROM posts_post x WHERE x.boost_of_id = p.id
               AND x.author_id = %(viewer)s::bigint AND x.deleted_at IS NULL),
       EXISTS (SELECT 1 FROM posts_bookmark x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint),
       EXISTS (SELECT 1 FROM posts_threadmark x
               WHERE x.member_id = %(viewer)s::bigint AND x.thread_id = COALESCE(p.thread_id, p.id)
                 AND x.muted_at IS NOT NULL),
       EXISTS (SELECT 1 FROM relationships_follow x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id AND x.accepted),
       EXISTS (SELECT 1 FROM posts_mention x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint),
       EXISTS (SELECT 1 FROM relationships_block x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id),
       EXISTS (SELECT 1 FROM relationships_block x
               WHERE x.source_id = a.id AND x.target_id = %(viewer)s::bigint),
       EXISTS (SELECT 1 FROM relationships_mute x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id
                 AND (x.until IS NULL OR x.until > now())),
       e.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM relationships_block x
               WHERE (x.source_id = %(viewer)s::bigint AND x.target_id = b.id)
                  OR (x.source_id = b.id AND x.target_id = %(viewer)s::bigint)),
       e.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM relationships_follow x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = b.id AND x.accepted)
  FROM wanted w
  JOIN posts_post e ON e.id = w.id
  JOIN members_member b ON b.id = e.author_id
  JOIN posts_post p ON p.id = COALESCE(e.boost_of_id, e.id)
  JOIN members_member a ON a.id = p.author_id
  LEFT JOIN posts_post r ON r.id = p.in_reply_to_id
  LEFT JOIN members_member ra ON ra.id = r.author_id
  LEFT JOIN clients_application app ON app.id = p.application_id
  LEFT JOIN posts_poll q ON q.post_id = p.id
 WHERE e.deleted_at IS NULL AND p.deleted_at IS NULL
"""


def rows_of(ids: Sequence[int], viewer: Member | None) -> dict[int, Row]:
    """Return the rows of posts and boosts by id, for a viewer, and of what those quote.

    Those deleted are left out.
    """
    found = fetch(_SQL, {"ids": list(ids), "viewer": viewer.pk if viewer else 0})
    return {r[0]: _row(r) for r in found}


def _row(found: tuple[Any, ...]) -> Row:  # Any: columns of every kind
    """Gather what belongs together: booster, author, application, poll."""
    return Row._make(
        (
            *found[:4],
            found[4:12],
            *found[12:34],
            found[34:42],
            *found[42:44],
            found[44:46],
            found[46:54],
            *found[54:],
        )
    )


_MEDIA_SQL = f"""
SELECT t.post_id, {columns_of(MediaAttachment, "m.")}
  FROM posts_attachment t
  JOIN media_mediaattachment m ON m.id = t.media_id
 WHERE t.post_id = ANY(%(ids)s::bigint[]) AND m.withheld_at IS NULL
 ORDER BY t.post_id, t.position
"""  # noqa: S608 - the columns of our own table


def pictures_of(post_ids: Collection[int]) -> dict[int, list[MediaAttachment]]:
    """Return the files of posts in their places; withheld ones stay away."""
    from_posts: dict[int, list[MediaAttachment]] = defaultdict(list)
    for post_id, *values in fetch(_MEDIA_SQL, {"ids": list(post_ids)}):
        from_posts[post_id].append(instance(MediaAttachment, values))
    return from_posts
