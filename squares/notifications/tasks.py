"""What this room does in the background: each task tells members of one thing."""

from commons import clock
from squares.members.queries import moderators
from squares.notifications import actions
from squares.notifications.actions import Kind, News
from tenants.work import square_task


@square_task
def tell(
    member_ids: list[int],
    kind: str,
    actor_id: int | None = None,
    post_id: int | None = None,
    subject: int | None = None,
) -> None:
    """Tell members one thing."""
    news = News(Kind(kind), actor_id, post_id, subject)
    actions.notify(member_ids=member_ids, news=news, at=clock.now())


@square_task
def tell_moderators(kind: str, actor_id: int | None, subject: int | None) -> None:
    """Tell the square's moderators one thing."""
    ids = moderators().values_list("pk", flat=True)
    actions.notify(member_ids=ids, news=News(Kind(kind), actor_id, None, subject), at=clock.now())


@square_task
def take_back(member_ids: list[int], kind: str, actor_id: int, post_id: int | None = None) -> None:
    """Remove news that is no longer so."""
    actions.take_back(member_ids=member_ids, news=News(Kind(kind), actor_id, post_id))


@square_task
def clear_between(one_id: int, other_id: int) -> None:
    """Remove what two members were told of each other."""
    actions.clear_between(one_id=one_id, other_id=other_id)


@square_task
def clear_member(member_id: int) -> None:
    """Remove what is left of a member who left."""
    actions.clear_member(member_id=member_id)


@square_task
def clear_post(post_id: int) -> None:
    """Remove what was told about a post that is gone."""
    actions.clear_post(post_id=post_id)
