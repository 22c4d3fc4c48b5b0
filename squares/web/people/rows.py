"""People in a list: each with how the viewer stands to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from commons import clock
from commons.text import plain
from squares.members.cards import MemberCard, card_of
from squares.members.models import Member
from squares.relationships.queries import relationships

NOTE_LENGTH = 160


@dataclass(frozen=True)
class PersonRow:
    """One person in a list.

    relation: as `components/follow.html` takes it, "self" for the viewer.  note: a line below.
    """

    card: MemberCard
    relation: str
    note: str
    follows_viewer: bool


def rows_of(members: Sequence[Member], viewer: Member | None) -> list[PersonRow]:
    """Return people in their order.  Cost: 1 query however many, none for a visitor."""
    stands = relationships(viewer=viewer, ids=[m.pk for m in members], at=clock.now())
    return [
        PersonRow(
            card=card_of(member),
            relation="self" if viewer and viewer.pk == member.pk else stands[member.pk].word,
            note=_note(member),
            follows_viewer=stands[member.pk].followed_by,
        )
        for member in members
    ]


def _note(member: Member) -> str:
    words = " ".join(plain(member.biography_html).split())
    return words if len(words) <= NOTE_LENGTH else words[:NOTE_LENGTH].rstrip() + "…"
