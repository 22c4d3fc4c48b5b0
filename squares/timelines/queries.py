"""Which posts a page shows, in which order. Each page costs the same however many posts it has.

Timelines are read, not written: following or blocking somebody shows at the next look, earlier
posts included.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from commons.ids import id_at
from commons.pages import NEWEST, Page, Window, read
from squares.members.models import SHOWN_STATES, Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.models.names import Tag, Tagging
from squares.posts.models.post import Attachment, Post, Visibility
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.queries import readable
from squares.posts.rules import OPEN_TO_ALL, PINS_LIMIT
from squares.relationships.models import Follow, List, ListEntry, Mute
from squares.timelines.compiling import once, select_cards, select_ids
from squares.timelines.homes import home_cards, home_ids
from squares.timelines.names import TagWish, Wish

NEW_LIMIT = 100
LINKS_LOOK_BACK = timedelta(days=30)
ANY, ANY_TAGGED = Wish(), TagWish()


def public_timeline(
    *, viewer: Member | None, window: Window = NEWEST, only_media: bool = False
) -> Page[PostCard]:
    """Return the square's public posts, newest first: no boosts, no replies.

    Cost: 1 query; 2 where not all posts are known.
    """
    return select_cards(_public, only_media, viewer=viewer, window=window)


def home_timeline(*, viewer: Member, window: Window = NEWEST) -> Page[PostCard]:
    """Return what the people a member follows say and pass on, and the member's own posts.

    Public posts with a hashtag that the member follows come along. Replies to people the member
    does not follow are left out, as in Mastodon; so is who stands on a list that keeps its people
    to itself.  Cost: as `homes.home_cards`.
    """
    return home_cards(viewer, window)


def list_timeline(*, of: List, viewer: Member, window: Window = NEWEST) -> Page[PostCard]:
    """Return what the people on a member's own list say and pass on.

    Replies to oneself and to the viewer are always there; the others as the list says.
    of: found behind its door, so the viewer's own.  Cost: as `public_timeline`.
    Source: https://docs.joinmastodon.org/entities/List/#replies_policy
    """
    return select_cards(_listed, of.replies, viewer=viewer, window=window, subject=of.pk)


def count_new_public(*, viewer: Member | None, since: int) -> int:
    """Return how many public posts are newer than an id, at most NEW_LIMIT.  Cost: 1 query."""
    window = Window(since=since, size=NEW_LIMIT)
    return len(select_ids(_public, viewer=viewer, window=window).items)


def count_new_home(*, viewer: Member, since: int) -> int:
    """Return how many posts in a home are newer than an id, at most NEW_LIMIT; not one's own.

    Cost: 2 queries.
    """
    ids = home_ids(viewer, Window(since=since, size=2 * NEW_LIMIT)).items
    others = Post.objects.filter(pk__in=ids).exclude(author_id=viewer.pk)
    return min(others.count(), NEW_LIMIT) if ids else 0


def member_timeline(
    *,
    member: Member,
    viewer: Member | None,
    wish: Wish = ANY,
    window: Window = NEWEST,
) -> Page[PostCard]:
    """Return what one member said and passed on, as far as it is wanted.

    A mute does not reach here: who opens the page wants to read it.  Cost: as `public_timeline`.
    """
    return select_cards(_said, wish, viewer=viewer, window=window, subject=member.pk)


def pinned_posts(*, member: Member, viewer: Member | None) -> list[PostCard]:
    """Return what a member shows first on their page, pinned last first.  Cost: 2 queries."""
    rows = readable(viewer).filter(author_id=member.pk, pinned_at__isnull=False)
    ids = rows.order_by("-pinned_at").values_list("pk", flat=True)[:PINS_LIMIT]
    return [card for card in cards_for(list(ids), viewer) if not card.hidden]


def tag_timeline(
    *, key: str, viewer: Member | None, wish: TagWish = ANY_TAGGED, window: Window = NEWEST
) -> Page[PostCard]:
    """Return the public posts that carry a hashtag, replies included.  Cost: 2 queries."""
    rows = _unmuted(readable(viewer), viewer).filter(
        Exists(_tagged(key, *wish.any_of)), visibility=Visibility.PUBLIC, boost_of=None
    )
    for other in wish.all_of:
        rows = rows.filter(Exists(_tagged(other)))
    if wish.none_of:
        rows = rows.exclude(Exists(_tagged(*wish.none_of)))
    if wish.only_media:
        rows = rows.filter(Exists(_files()))
    return _page(_loud(rows, viewer), viewer, window)


def link_timeline(
    *, address: str, viewer: Member | None, at: datetime, window: Window = NEWEST
) -> Page[PostCard]:
    """Return the public posts of the last month that name an address outside.

    Cost: 2 queries; the first looks through the month's texts.
    """
    rows = _unmuted(readable(viewer), viewer).filter(
        pk__gte=id_at(at - LINKS_LOOK_BACK),
        visibility=Visibility.PUBLIC,
        boost_of=None,
        text__contains=address,
    )
    return _page(_loud(rows, viewer), viewer, window)


def bookmarks(*, viewer: Member, window: Window = NEWEST) -> Page[PostCard]:
    """Return what a member keeps, last kept first; cursors are bookmarks' ids.

    Cost: 2 queries.
    """
    return _reacted(Bookmark.objects.filter(member=viewer), viewer, window)


def favourites(*, viewer: Member, window: Window = NEWEST) -> Page[PostCard]:
    """Return what a member likes, last liked first; cursors are favourites' ids.

    Cost: 2 queries.
    """
    return _reacted(Favourite.objects.filter(member=viewer), viewer, window)


def tag_name(key: str) -> str:
    """Return how a hashtag was first written, or its key."""
    return Tag.objects.filter(key=key).values_list("name", flat=True).first() or key


def feed(*, member: Member | None = None) -> Sequence[PostCard]:
    """Return the last public posts of the square or of one member, for feed readers.

    Cost: 2 queries.
    """
    rows = _public(None) if member is None else readable(None).filter(author_id=member.pk)
    rows = rows.filter(boost_of=None, in_reply_to=None, visibility=Visibility.PUBLIC)
    return _page(rows, None, NEWEST).items


def _files() -> QuerySet[Attachment]:
    return Attachment.objects.filter(post_id=OuterRef("pk"))


def _tagged(*keys: str) -> QuerySet[Tagging]:
    return Tagging.objects.filter(post_id=OuterRef("pk"), tag__key__in=keys)


def _public(
    viewer: Member | None,
    _subject: int = 0,
    only_media: bool = False,  # noqa: FBT001, FBT002 - a part of the statement's shape
) -> QuerySet[Post]:
    rows = readable(viewer).filter(visibility=Visibility.PUBLIC, boost_of=None, in_reply_to=None)
    rows = _loud(_unmuted(rows, viewer), viewer)
    return rows.filter(Exists(_files())) if only_media else rows


def _said(viewer: Member | None, member_id: int, wish: Wish) -> QuerySet[Post]:
    rows = readable(viewer).filter(author_id=member_id)
    if not wish.replies:
        rows = rows.filter(Q(in_reply_to=None) | Q(in_reply_to__author_id=member_id))
    if not wish.boosts:
        rows = rows.filter(boost_of=None)
    if wish.only_media:
        rows = rows.filter(Exists(_files()))
    if wish.pinned:
        rows = rows.filter(pinned_at__isnull=False)
    if wish.tag:
        rows = rows.filter(Exists(_tagged(wish.tag)))
    return rows


def _listed(viewer: Member, list_id: int, replies: str) -> QuerySet[Post]:
    people = ListEntry.objects.filter(list_id=list_id).values("member_id")
    to_whom = {
        List.Replies.NONE: Q(pk=None),
        List.Replies.FOLLOWED: Q(in_reply_to__author_id__in=_followed(viewer)),
        List.Replies.LIST: Q(in_reply_to__author_id__in=people),
    }
    spoken = Q(author_id=viewer.pk) | Q(author_id__in=_followed(viewer))
    answers = _answers(viewer, to_whom[List.Replies(replies)])
    rows = readable(viewer).filter(spoken, answers, author_id__in=people)
    return _standing(rows, viewer)


def _followed(viewer: Member) -> QuerySet[Follow, Any]:  # Any: rows of one column
    return Follow.objects.filter(source_id=viewer.pk, accepted=True).values("target_id")


def _unwanted(viewer: Member) -> Q:
    """Return what the viewer does not want of people they follow: boosts, other languages.

    A post whose language nobody knows is in every language, and so is a boost.
    """
    tie = Follow.objects.filter(source_id=viewer.pk, target_id=OuterRef("author_id"))
    language = Func(OuterRef("language"), Value("-"), Value(1), function="split_part")
    others = tie.exclude(languages=[]).exclude(languages__contains=[language])
    return (Q(boost_of__isnull=False) & Exists(tie.filter(shows_boosts=False))) | (
        ~Q(language="") & Exists(others)
    )


def _answers(viewer: Member, others: Q) -> Q:
    """Return what holds for posts that answer nobody, oneself, or the viewer; or as is said."""
    return (
        Q(in_reply_to=None)
        | Q(author_id=viewer.pk)
        | Q(in_reply_to__author_id=viewer.pk)
        | Q(in_reply_to__author_id=F("author_id"))
        | others
    )


def _standing(rows: QuerySet[Post], viewer: Member) -> QuerySet[Post]:
    """Leave out what the viewer does not want, whom they muted, and boosts of what is gone."""
    rows = _unmuted(rows, viewer).exclude(_unwanted(viewer))
    muted = _mutes(viewer, OuterRef("boost_of__author_id"))
    return rows.exclude(Q(boost_of__isnull=False) & Exists(muted)).filter(
        Q(boost_of=None)
        | Q(
            boost_of__hidden_at=None,
            boost_of__deleted_at=None,
            boost_of__author__state__in=SHOWN_STATES,
        )
    )


def _unmuted(rows: QuerySet[Post], viewer: Member | None) -> QuerySet[Post]:
    """Leave out whom the viewer muted."""
    if viewer is None:
        return rows
    return rows.exclude(Exists(_mutes(viewer, OuterRef("author_id"))))


def _mutes(viewer: Member, author: Combinable) -> QuerySet[Mute]:
    return Mute.objects.filter(
        Q(until=None) | Q(until__gt=Now()), source_id=viewer.pk, target_id=author
    )


def _loud(rows: QuerySet[Post], viewer: Member | None) -> QuerySet[Post]:
    """Leave out silenced members, except for those who follow them, and themselves."""
    heard = Q(author__state=Member.State.ACTIVE)
    if viewer is not None:
        follows = Follow.objects.filter(
            source_id=viewer.pk, target_id=OuterRef("author_id"), accepted=True
        )
        heard |= Q(author_id=viewer.pk) | Q(Exists(follows))
    return rows.filter(heard)


def _page(rows: QuerySet[Post], viewer: Member | None, window: Window) -> Page[PostCard]:
    """Cut a page of ids, newest first, and show each post once."""
    page = read(rows.values_list("pk", flat=True), window, key=int)
    return Page(once(cards_for(page.items, viewer)), page.older, page.newest)


def _reacted(
    rows: QuerySet[Bookmark] | QuerySet[Favourite], viewer: Member, window: Window
) -> Page[PostCard]:
    page = read(rows.values_list("id", "post_id"), window, column="id", key=lambda pair: pair[0])
    cards = cards_for([post_id for _, post_id in page.items], viewer)
    return Page([card for card in cards if not card.hidden], page.older, page.newest)


def open_rows(viewer: Member | None) -> QuerySet[Post]:
    """Return what anyone may come across by searching: open posts of people who are heard.

    And who want to be found by their words.
    """
    rows = readable(viewer).filter(
        visibility__in=OPEN_TO_ALL, boost_of=None, author__indexable=True
    )
    return _loud(_unmuted(rows, viewer), viewer)
