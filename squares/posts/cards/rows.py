"""The statement behind cards of posts: what is said, and who it is to whom."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from commons.statements import fetch, version_of
from squares.media.cards import CARD_FIELDS as MEDIA_FIELDS
from squares.members.cards import CARD_FIELDS as MEMBER_FIELDS
from squares.members.models import SHOWN_STATES, Member

LONGEST_KNOWN = 8_000  # letters of HTML

_STATE = MEMBER_FIELDS.index("state")


class Row(NamedTuple):
    """One row of the statements below, in their order.

    Up to `booster_followed` it is a sight: which versions of what a post is made of, and what it is
    to the viewer.  Rows of equal sights make equal cards, but for polls and quotes.
    """

    place: int | None  # None of what is only quoted
    entry_id: int
    entry_version: int
    version: int
    author_id: int
    author_version: int
    booster_id: int
    booster_version: int
    answered: str | None
    named: int  # how many of those whom it names can be met
    files: int | None  # versions of its files, together
    mentioned: bool
    favourited: bool
    boosted: bool
    bookmarked: bool
    thread_muted: bool
    follows: bool
    blocks: bool
    blocked_by: bool
    muted: bool
    booster_blocked: bool
    booster_followed: bool

    entry_at: datetime
    entry_deleted_at: datetime | None
    entry_visibility: str
    boost_of: int | None
    booster: tuple[Any, ...]  # Any here and below: CARD_FIELDS of a member, and the version
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
    answered_id: int | None
    application: tuple[Any, ...]  # name, website
    poll: tuple[Any, ...]  # PollRow with its lists in JSON, all None without one
    mentions: str | None  # JSON: [[member id, handle], …]
    tags: str | None  # JSON: [[key, name], …]
    media: str | None  # JSON: CARD_FIELDS of files, in their places; none withheld

    @property
    def is_lasting(self) -> bool:
        """Whether its sight says all that may change about it: a poll runs, a quoted post lives.

        What is very long is not kept either: room is counted in posts.
        """
        return self.poll[0] is None and not self.quote_state and len(self.html) <= LONGEST_KNOWN

    @property
    def blocked(self) -> bool:
        """Whether the viewer and the author keep apart."""
        return self.blocks or self.blocked_by

    @property
    def author_shown(self) -> bool:
        """Whether who said it can be met at all."""
        return self.author[_STATE] in SHOWN_STATES

    @property
    def booster_shown(self) -> bool:
        """Whether who passed it on can be met at all."""
        return self.booster[_STATE] in SHOWN_STATES


def _member(alias: str) -> str:
    """Return the columns of a member's card, and which version of their row this is."""
    columns = ", ".join(f"{alias}.{name}" for name in MEMBER_FIELDS)
    return f"{columns}, {version_of(alias)}"


# What is chosen comes as an array, and not by a join: so that Postgres plans for a few posts,
# whatever it thinks of how many the choice might find.
_CHOSEN = """
WITH chosen AS MATERIALIZED (
    SELECT id, place FROM unnest(ARRAY({chosen})) WITH ORDINALITY AS found (id, place)
)"""
_WITH_QUOTED = """, wanted AS (
    SELECT id, place FROM chosen
    UNION ALL
    SELECT p.quote_of_id, NULL
      FROM chosen c JOIN posts_post e ON e.id = c.id
      JOIN posts_post p ON p.id = COALESCE(e.boost_of_id, e.id)
     WHERE p.quote_of_id IS NOT NULL AND p.quote_state = 'accepted'
)"""
# Each `OFFSET 0` has its EXISTS looked up post by post: else Postgres may gather all that a viewer
# follows or favourited, to save a few look-ups on a page of twenty.
_SIGHT = f"""
SELECT w.place, e.id, {version_of("e")}, {version_of("p")},
       a.id, {version_of("a")}, b.id, {version_of("b")},
       (SELECT x.handle FROM posts_post r JOIN members_member x ON x.id = r.author_id
         WHERE r.id = p.in_reply_to_id),
       named.many,
       (SELECT sum({version_of("m")})::bigint
          FROM posts_attachment x JOIN media_mediaattachment m ON m.id = x.media_id
         WHERE x.post_id = p.id AND m.withheld_at IS NULL),
       named.viewer,
       EXISTS (SELECT 1 FROM posts_favourite x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint OFFSET 0),
       EXISTS (SELECT 1 FROM posts_post x WHERE x.boost_of_id = p.id
               AND x.author_id = %(viewer)s::bigint AND x.deleted_at IS NULL OFFSET 0),
       EXISTS (SELECT 1 FROM posts_bookmark x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint OFFSET 0),
       EXISTS (SELECT 1 FROM posts_threadmark x
               WHERE x.member_id = %(viewer)s::bigint AND x.thread_id = COALESCE(p.thread_id, p.id)
                 AND x.muted_at IS NOT NULL OFFSET 0),
       EXISTS (SELECT 1 FROM relationships_follow x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id
                 AND x.accepted OFFSET 0),
       EXISTS (SELECT 1 FROM relationships_block x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id OFFSET 0),
       EXISTS (SELECT 1 FROM relationships_block x
               WHERE x.source_id = a.id AND x.target_id = %(viewer)s::bigint OFFSET 0),
       EXISTS (SELECT 1 FROM relationships_mute x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id
                 AND (x.until IS NULL OR x.until > now()) OFFSET 0),
       e.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM relationships_block x
               WHERE (x.source_id = %(viewer)s::bigint AND x.target_id = b.id)
                  OR (x.source_id = b.id AND x.target_id = %(viewer)s::bigint) OFFSET 0),
       e.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM relationships_follow x
               WHERE x.source_id = %(viewer)s::bigint AND x.target_id = b.id
                 AND x.accepted OFFSET 0)"""  # noqa: S608 - columns of our own tables
_CARD = f""",
       e.published_at, e.deleted_at, e.visibility, e.boost_of_id,
       {_member("b")},
       p.id, p.text, p.html, p.warning, p.sensitive, p.language, p.visibility, p.reply_control,
       p.published_at, p.edited_at, p.pinned_at, p.hidden_at, p.deleted_at,
       p.thread_id, p.in_reply_to_id,
       p.replies_count, p.boosts_count, p.favourites_count, p.quotes_count,
       p.quote_of_id, p.quote_state, p.quote_policy,
       {_member("a")},
       r.author_id,
       app.name, app.website,
       to_json(q.options)::text, to_json(q.tallies)::text, q.voters_count,
       q.multiple, q.hides_totals, q.ends_at, q.ends_at <= now(),
       CASE WHEN q.post_id IS NOT NULL THEN
           (SELECT to_json(x.choices)::text FROM posts_vote x
             WHERE x.poll_id = p.id AND x.member_id = %(viewer)s::bigint) END,
       (SELECT json_agg(json_build_array(m.id, m.handle) ORDER BY m.id)::text
          FROM posts_mention x JOIN members_member m ON m.id = x.member_id
         WHERE x.post_id = p.id AND m.state IN ('active', 'silenced')),
       (SELECT json_agg(json_build_array(t.key, t.name) ORDER BY t.id)::text
          FROM posts_tagging x JOIN posts_tag t ON t.id = x.tag_id WHERE x.post_id = p.id),
       (SELECT json_agg(json_build_array({", ".join(f"m.{n}" for n in MEDIA_FIELDS)})
                        ORDER BY x.position)::text
          FROM posts_attachment x JOIN media_mediaattachment m ON m.id = x.media_id
         WHERE x.post_id = p.id AND m.withheld_at IS NULL)"""  # noqa: S608 - as above
_OF = """
  FROM {whole} w
  JOIN posts_post e ON e.id = w.id
  JOIN members_member b ON b.id = e.author_id
  JOIN posts_post p ON p.id = COALESCE(e.boost_of_id, e.id)
  JOIN members_member a ON a.id = p.author_id
 CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE m.state IN ('active', 'silenced')) AS many,
           COALESCE(bool_or(x.member_id = %(viewer)s::bigint), false) AS viewer
      FROM posts_mention x JOIN members_member m ON m.id = x.member_id WHERE x.post_id = p.id
 ) named"""
_IN_ORDER = """
 ORDER BY w.place
"""
_BESIDE = """
  LEFT JOIN posts_post r ON r.id = p.in_reply_to_id
  LEFT JOIN clients_application app ON app.id = p.application_id
  LEFT JOIN posts_poll q ON q.post_id = p.id"""
_SIGHTS = "".join((_CHOSEN, _SIGHT, _OF.format(whole="chosen"), _IN_ORDER))
_SIGHT_OF_ONE = "".join(
    ("WITH one AS (SELECT %(id)s::bigint AS id, 1 AS place)", _SIGHT, _OF.format(whole="one"))
)
_ROWS = "".join(
    (_CHOSEN, _WITH_QUOTED, _SIGHT, _CARD, _OF.format(whole="wanted"), _BESIDE, _IN_ORDER)
)
# What chooses where the ids are known.
THESE = "SELECT unnest(%(ids)s::bigint[])"

Sight = tuple[Any, ...]  # Any: the first fields of Row after its place


def sights_by(chosen: str, given: Mapping[str, Any], viewer: Member | None) -> list[Sight]:
    """Return the sights of posts and boosts that a statement chooses, in its order.

    Cost: 1 query, which takes half the time of `rows_by`.
    """
    return [found[1:] for found in fetch(_statement(_SIGHTS, chosen), _asked(given, viewer))]


def sight_of_one(entry_id: int, viewer: Member | None) -> list[Sight]:
    """Return the sight of a post or boost, nothing where there is none.

    Cost: 1 query, which takes two thirds of the time of `sights_by` for one.
    """
    return [found[1:] for found in fetch(_SIGHT_OF_ONE, _asked({"id": entry_id}, viewer))]


def rows_by(chosen: str, given: Mapping[str, Any], viewer: Member | None) -> list[Row]:
    """Return the rows of posts and boosts that a statement chooses, in its order.

    After them what those quote, with no place of its own. Deleted ones are among them.
    Cost: 1 query.
    """
    return [_row(found) for found in fetch(_statement(_ROWS, chosen), _asked(given, viewer))]


def sight_of(row: Row) -> Sight:
    """Return the sight that a row begins with."""
    return row[1:_SEEN]


def _asked(given: Mapping[str, Any], viewer: Member | None) -> dict[str, Any]:
    return {**given, "viewer": viewer.pk if viewer else 0}


@lru_cache(maxsize=512)
def _statement(frame: str, chosen: str) -> str:
    return frame.format(chosen=chosen)


_SEEN = Row._fields.index("booster_followed") + 1
_ONE = len(MEMBER_FIELDS) + 1
# Where what belongs together begins and ends: booster, author, application, poll.
_BOOSTER = slice(_SEEN + 4, _SEEN + 4 + _ONE)
_AUTHOR = slice(_BOOSTER.stop + 22, _BOOSTER.stop + 22 + _ONE)
_APP = slice(_AUTHOR.stop + 1, _AUTHOR.stop + 3)
_POLL = slice(_APP.stop, _APP.stop + 8)


def _row(found: tuple[Any, ...]) -> Row:  # Any: columns of every kind
    """Gather what belongs together."""
    return Row._make(
        (
            *found[: _BOOSTER.start],
            found[_BOOSTER],
            *found[_BOOSTER.stop : _AUTHOR.start],
            found[_AUTHOR],
            *found[_AUTHOR.stop : _APP.start],
            found[_APP],
            found[_POLL],
            *found[_POLL.stop :],
        )
    )
