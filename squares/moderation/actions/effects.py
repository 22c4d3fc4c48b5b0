"""What a measure does to what it restricts; power flows down as columns."""

from datetime import datetime

from squares.members.actions.standing import set_state
from squares.members.models import Member
from squares.moderation.models.measure import Measure
from squares.posts.actions.hide import hide_post, unhide_post

_STATES = {
    Measure.Kind.SUSPEND_MEMBER: Member.State.SUSPENDED,
    Measure.Kind.SILENCE_MEMBER: Member.State.SILENCED,
}


def put_in_force(measure: Measure, *, why: str, at: datetime) -> None:
    """Hide the post, or silence or suspend the member. why: what a suspended member reads."""
    if measure.post is not None:
        hide_post(post=measure.post, at=at)
    else:
        _settle(measure, why=why, at=at)


def take_back(measure: Measure, *, at: datetime) -> None:
    """Undo a lifted measure, as far as no other one in force asks for the same."""
    if measure.post is None:
        _settle(measure, why="", at=at)
    elif (
        measure.post.deleted_at is None
        and not Measure.objects.filter(
            post=measure.post, kind=Measure.Kind.HIDE_POST, lifted_at=None
        ).exists()
    ):
        unhide_post(post=measure.post, at=at)


def _settle(measure: Measure, *, why: str, at: datetime) -> None:
    """Give the member the state that the gravest measure in force demands."""
    kinds = set(
        Measure.objects.filter(member=measure.member, kind__in=_STATES, lifted_at=None).values_list(
            "kind", flat=True
        )
    )
    state = next((state for kind, state in _STATES.items() if kind in kinds), Member.State.ACTIVE)
    if measure.member.state != state:
        set_state(member=measure.member, state=state, reason=why[:500], at=at)
