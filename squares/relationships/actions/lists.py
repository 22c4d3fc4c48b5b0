"""Lists: made, renamed, given up, and who stands on them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from commons.events import publish
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.relationships.errors import ListedAlready, NotToBeListed, TooManyLists
from squares.relationships.events import ListsChanged
from squares.relationships.models import Follow, List, ListEntry
from squares.relationships.rules import LISTS_LIMIT, clean_replies, clean_title


@transaction.atomic
def make_list(
    *, by: Member, title: str, at: datetime, replies: str = "list", exclusive: bool = False
) -> List:
    """Begin a list, empty.

    replies: whose answers it shows, as `List.Replies`.  exclusive: whether those on it stay out
    of the home timeline.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits, ListUnnamed, RepliesUnknown,
        TooManyLists.
    Source: https://docs.joinmastodon.org/methods/lists/#create
    """
    refuse_unless_may_act(by)
    _hold(by)
    if List.objects.filter(owner=by).count() >= LISTS_LIMIT:
        raise TooManyLists(limit=LISTS_LIMIT)
    return List.objects.create(
        owner=by,
        title=clean_title(title),
        replies=clean_replies(replies),
        exclusive=exclusive,
    )


@transaction.atomic
def change_list(
    *,
    of: List,
    at: datetime,
    title: str | None = None,
    replies: str | None = None,
    exclusive: bool | None = None,
) -> None:
    """Rename a list or change what it shows; None leaves one as it is.

    of: found behind its owner's door.  Raises: ListUnnamed, RepliesUnknown.
    """
    if title is not None:
        of.title = clean_title(title)
    if replies is not None:
        of.replies = clean_replies(replies)
    if exclusive is not None:
        of.exclusive = exclusive
    of.save(update_fields=["title", "replies", "exclusive"])
    publish(ListsChanged(owner_id=of.owner_id))


@transaction.atomic
def drop_list(*, of: List, at: datetime) -> None:
    """Give a list up; nobody on it is told."""
    publish(ListsChanged(owner_id=of.owner_id))
    of.delete()


@transaction.atomic
def put_on_list(*, of: List, member_ids: Collection[int], at: datetime) -> None:
    """Put people on a list, all or none: those whom its owner follows or asked to, and the owner.

    Raises: NotToBeListed, ListedAlready.  Cost: 5 queries.
    Source: https://docs.joinmastodon.org/methods/lists/#accounts-add
    """
    wanted = set(member_ids)
    # A follow that is ending waits for us, and then takes the entry along.
    _hold(of.owner)
    tied = Follow.objects.filter(source_id=of.owner_id, target_id__in=wanted)
    known = set(tied.values_list("target_id", flat=True)) | {of.owner_id}
    if wanted - known:
        raise NotToBeListed
    if ListEntry.objects.filter(list=of, member_id__in=wanted).exists():
        raise ListedAlready
    ListEntry.objects.bulk_create([ListEntry(list=of, member_id=pk) for pk in sorted(wanted)])
    publish(ListsChanged(owner_id=of.owner_id))


@transaction.atomic
def take_off_list(*, of: List, member_ids: Collection[int], at: datetime) -> None:
    """Take people off a list; harmless for those who are not on it."""
    ListEntry.objects.filter(list=of, member_id__in=list(member_ids)).delete()
    publish(ListsChanged(owner_id=of.owner_id))


@transaction.atomic
def place_on_lists(*, by: Member, target: Member, list_ids: Collection[int], at: datetime) -> None:
    """Let somebody stand on these of a member's own lists, and on no others.

    list_ids: those that are somebody else's are passed over.
    Raises: NotToBeListed, where somebody is not followed.  Cost: up to 6 queries.
    """
    _hold(by)
    own = set(List.objects.filter(owner=by).values_list("pk", flat=True))
    entries = ListEntry.objects.filter(list__owner=by, member=target)
    standing = set(entries.values_list("list_id", flat=True))
    wanted = own & set(list_ids)
    if wanted - standing and not _may_be_listed(by, target):
        raise NotToBeListed
    entries.exclude(list_id__in=wanted).delete()
    ListEntry.objects.bulk_create(
        [ListEntry(list_id=number, member=target) for number in sorted(wanted - standing)]
    )


def _may_be_listed(by: Member, target: Member) -> bool:
    return by.pk == target.pk or Follow.objects.filter(source=by, target=target).exists()


def _hold(owner: Member) -> None:
    """Let changes to one member's lists happen one after another."""
    Member.objects.select_for_update(no_key=True).filter(pk=owner.pk).values_list("pk").first()
