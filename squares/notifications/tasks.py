"""What this room does in the background: each task tells members of one thing."""

from commons import clock
from squares.clients.subscriptions import subscribers_among
from squares.members.queries import moderators
from squares.moderation.queries.reported import first_report
from squares.notifications.actions import clear
from squares.notifications.actions import tell as telling
from squares.notifications.actions.prune import prune
from squares.notifications.actions.tell import News, notify
from squares.notifications.push_gateway import gateway
from squares.notifications.queries.listing import told_whom
from squares.notifications.rules import Kind
from squares.notifications.waking import wake
from squares.posts.audiences import boosters_of, quotes_of, voters_of
from squares.posts.models.post import Visibility
from squares.posts.queries import visibilities_of
from squares.relationships.queries import notified_followers
from tenants.work import square_task

# Whom to tell of what: members, kind, who did it, post.
Piece = tuple[list[int], str, int, int]
# Author, post, and who is told of it anyway.
Said = tuple[int, int, list[int]]


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
    notify(member_ids=member_ids, news=news, at=clock.now())


@square_task
def tell_moderators(kind: str, actor_id: int | None, subject: int | None) -> None:
    """Tell the square's moderators one thing."""
    ids = moderators().values_list("pk", flat=True)
    notify(member_ids=ids, news=News(Kind(kind), actor_id, None, subject), at=clock.now())


@square_task
def tell_of_report(case_id: int) -> None:
    """Tell moderators of the report that opened a case, but not whom it is about."""
    report = first_report(case_id)
    if report is not None:
        ids = set(moderators().values_list("pk", flat=True)) - {report.member_id}
        news = News(Kind.REPORTED, report.reporter_id, report.post_id, case_id)
        notify(member_ids=ids, news=news, at=clock.now())


@square_task
def tell_each(pieces: list[Piece]) -> None:
    """Tell several things; one that fails keeps none of the others.

    Raises: ExceptionGroup, at the end.
    """
    failures = list[Exception]()
    for member_ids, kind, actor_id, post_id in pieces:
        try:
            news = News(Kind(kind), actor_id, post_id)
            notify(member_ids=member_ids, news=news, at=clock.now())
        except Exception as failure:  # noqa: BLE001 - all of them are raised below
            failures.append(failure)
    if failures:
        raise ExceptionGroup("not everything could be told", failures)


@square_task
def tell_followers(posts: list[Said]) -> None:
    """Tell who asked to hear of each post of an author, save those told of it already.

    Source: https://docs.joinmastodon.org/methods/accounts/#follow, `notify`
    Cost: 2 queries and those of the telling.
    """
    readers = notified_followers({author_id for author_id, _, _ in posts})
    meant_for = visibilities_of([post_id for _, post_id, _ in posts])
    pieces: list[Piece] = [
        (sorted(set(readers.get(author_id, ())) - set(told)), Kind.POST.value, author_id, post_id)
        for author_id, post_id, told in posts
        if meant_for.get(post_id, Visibility.MENTIONED) != Visibility.MENTIONED
    ]
    if pieces:
        tell_each(pieces)


@square_task
def tell_of_edit(author_id: int, post_id: int) -> None:
    """Tell who passes a post on, and who quotes it, that it reads otherwise now.

    Who quotes it is told of their own post, in which the other stands.
    Source: https://docs.joinmastodon.org/entities/Notification/#type, `update`, `quoted_update`
    """
    news = News(Kind.EDIT, author_id, post_id)
    notify(member_ids=boosters_of(post_id), news=news, at=clock.now())
    for quote_id, quoting_id in quotes_of(post_id):
        news = News(Kind.QUOTED_EDIT, author_id, quote_id)
        notify(member_ids=[quoting_id], news=news, at=clock.now())


@square_task
def tell_of_poll(author_id: int, post_id: int) -> None:
    """Tell who asked and who voted that a poll has ended."""
    ids = [author_id, *voters_of(post_id)]
    notify(member_ids=ids, news=News(Kind.POLL, author_id, post_id), at=clock.now())


@square_task
def settle(kind: str, actor_id: int) -> None:
    """Remove what nobody needs to decide any more."""
    telling.settle(kind=Kind(kind), actor_id=actor_id)


@square_task
def take_back(member_ids: list[int], kind: str, actor_id: int, post_id: int | None = None) -> None:
    """Remove news that is no longer so."""
    telling.take_back(member_ids=member_ids, news=News(Kind(kind), actor_id, post_id))


@square_task
def note_read(member_id: int, up_to: int) -> None:
    """Note on our pages what a member read in an app."""
    clear.note_read(member_id=member_id, up_to=up_to, at=clock.now())


@square_task
def clear_between(one_id: int, other_id: int) -> None:
    """Remove what two members were told of each other."""
    clear.clear_between(one_id=one_id, other_id=other_id)


@square_task
def clear_member(member_id: int) -> None:
    """Remove what is left of a member who left."""
    clear.clear_member(member_id=member_id)


@square_task
def clear_post(post_id: int) -> None:
    """Remove what was told about a post that is gone."""
    clear.clear_post(post_id=post_id)


@square_task
def prune_old() -> None:
    """Let go of what members were told half a year ago."""
    came = 0
    while came := prune(at=clock.now(), after=came):
        pass


@square_task
def wake_apps(notification_ids: list[int]) -> None:
    """Have every app woken that wants to hear of these."""
    told = told_whom(notification_ids)
    apps = subscribers_among(set(told.values()))
    for notification_id, member_id in told.items():
        for token_id, holder_id in apps:
            if holder_id == member_id:
                wake_app.enqueue(token_id, notification_id)


@square_task
def wake_app(token_id: int, notification_id: int, tries: int = 0) -> None:
    """Send one app one notification, and again later where its push service has no time."""
    pause = wake(
        token_id=token_id,
        notification_id=notification_id,
        tries=tries,
        gateway=gateway(),
        at=clock.now(),
    )
    if pause is not None:
        wake_app.enqueue_in(pause, token_id, notification_id, tries + 1)
