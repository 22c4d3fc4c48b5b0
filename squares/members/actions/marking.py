"""Marking how far one has read."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from commons.events import publish
from squares.members.errors import MarkerInvalid
from squares.members.events import MarkerMoved
from squares.members.markers import Marker, Place, markers_of
from squares.members.models import Member


@transaction.atomic
def mark_places(*, by: Member, read: Mapping[Place, int], at: datetime) -> dict[Place, Marker]:
    """Note how far a member has read; what another device notes at the same moment is kept too.

    read: the id of the last post or notification, by place.  Also backwards: the reader is right.
    Returns: the markers that were set.  Raises: MarkerInvalid.  Tells: MarkerMoved.
    Cost: 2 queries.
    Source: https://docs.joinmastodon.org/methods/markers/#create
    """
    if not all(0 <= number < 2**63 for number in read.values()):
        raise MarkerInvalid
    held = Member.objects.select_for_update(no_key=True).only("markers").get(pk=by.pk)
    known = markers_of(held)
    for place, number in read.items():
        version = known[place].version if place in known else 0
        held.markers[str(place)] = {
            "last_read_id": number,
            "version": version + 1,
            "updated_at": at.isoformat(),
        }
    held.save(update_fields=["markers"])
    by.markers = held.markers
    for place, number in read.items():
        publish(MarkerMoved(member_id=by.pk, place=str(place), last_read_id=number))
    return {place: marker for place, marker in markers_of(held).items() if place in read}
