"""What remains of somebody who left: nothing here."""

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from squares.members.models import Member
from squares.relationships.models import Block, Follow, List, ListEntry, Mute, Stance


@transaction.atomic
def clear_ties(*, member_id: int) -> None:
    """Remove every tie of a member who left, and count them out with the others.

    Idempotent.  Cost: a dozen queries, however many ties.
    """
    Member.objects.select_for_update(no_key=True).filter(pk=member_id).first()
    accepted = Follow.objects.filter(accepted=True)
    Member.objects.filter(pk__in=accepted.filter(source_id=member_id).values("target")).update(
        followers_count=Greatest(F("followers_count") - 1, 0)
    )
    Member.objects.filter(pk__in=accepted.filter(target_id=member_id).values("source")).update(
        following_count=Greatest(F("following_count") - 1, 0)
    )
    mine = Q(source_id=member_id) | Q(target_id=member_id)
    Follow.objects.filter(mine).delete()
    Block.objects.filter(mine).delete()
    Mute.objects.filter(mine).delete()
    Stance.objects.filter(mine).delete()
    ListEntry.objects.filter(Q(member_id=member_id) | Q(list__owner_id=member_id)).delete()
    List.objects.filter(owner_id=member_id).delete()
    Member.objects.filter(pk=member_id).update(followers_count=0, following_count=0)
