"""What this room hears; each receiver only hands a task to the queue."""

from collections.abc import Sequence

from commons.events import listen, listen_to_many
from squares.members.events import (
    MarkerMoved,
    MemberJoined,
    MemberLeft,
    MemberRefused,
    MemberWaiting,
)
from squares.members.markers import Place
from squares.moderation.events import (
    CaseDecided,
    CaseOpened,
    MeasureLifted,
    MeasureTaken,
    OperatorsActed,
)
from squares.notifications import tasks
from squares.notifications.events import SubscribersTold
from squares.posts.events import (
    PollEnded,
    PostBoosted,
    PostDeleted,
    PostEdited,
    PostFavourited,
    PostPublished,
    PostQuoted,
    PostUnboosted,
    PostUnfavourited,
    ScheduledPostRefused,
)
from squares.relationships.events import (
    Blocked,
    FollowAccepted,
    Followed,
    FollowEnded,
    FollowRequested,
)
from squares.relationships.queries import notified_followers

_AT_A_TURN = 25


@listen_to_many(PostPublished)
def tell_of_posts(facts: Sequence[PostPublished]) -> None:
    """Tell whom posts answer, whom else they name, and who asked to hear of them.

    Nobody asked, most often: that is read here, since a task costs more than to know.
    """
    pieces, said = list[tasks.Piece](), list[tasks.Said]()
    for fact in facts:
        answered = fact.in_reply_to_author_id
        if answered is not None:
            pieces.append(([answered], "reply", fact.author_id, fact.post_id))
        named = [number for number in fact.mentioned_ids if number != answered]
        if named:
            pieces.append((named, "mention", fact.author_id, fact.post_id))
        if answered in {None, fact.author_id}:
            said.append((fact.author_id, fact.post_id, fact.mentioned_ids))
    _tell_each(pieces)
    asked = notified_followers({author_id for author_id, _, _ in said})
    if heard := [one for one in said if one[0] in asked]:
        tasks.tell_followers.enqueue(heard)


def _tell_each(pieces: Sequence[tasks.Piece]) -> None:
    """Hand over so many at a time that other squares have their turn."""
    for first in range(0, len(pieces), _AT_A_TURN):
        tasks.tell_each.enqueue(list(pieces[first : first + _AT_A_TURN]))


@listen(PostEdited)
def tell_of_edit(fact: PostEdited) -> None:
    """Tell whom the new wording names, and those who took the old one up."""
    if fact.mentioned_ids:
        tasks.tell.enqueue(fact.mentioned_ids, "mention", fact.author_id, fact.post_id)
    tasks.tell_of_edit.enqueue(fact.author_id, fact.post_id)


@listen(PostBoosted)
def tell_of_boost(fact: PostBoosted) -> None:
    """Tell the author that a post was passed on."""
    tasks.tell.enqueue([fact.author_id], "boost", fact.by_id, fact.post_id)


@listen(PostUnboosted)
def untell_boost(fact: PostUnboosted) -> None:
    """It no longer is."""
    tasks.take_back.enqueue([fact.author_id], "boost", fact.by_id, fact.post_id)


@listen(PostFavourited)
def tell_of_favourite(fact: PostFavourited) -> None:
    """Tell the author that somebody likes a post."""
    tasks.tell.enqueue([fact.author_id], "favourite", fact.by_id, fact.post_id)


@listen(PostUnfavourited)
def untell_favourite(fact: PostUnfavourited) -> None:
    """They no longer do."""
    tasks.take_back.enqueue([fact.author_id], "favourite", fact.by_id, fact.post_id)


@listen(PostQuoted)
def tell_of_quote(fact: PostQuoted) -> None:
    """Tell the author of a post that another quotes it."""
    tasks.tell.enqueue([fact.quoted_author_id], "quote", fact.author_id, fact.post_id)


@listen(PollEnded)
def tell_of_poll(fact: PollEnded) -> None:
    """Tell who asked and who voted."""
    tasks.tell_of_poll.enqueue(fact.author_id, fact.post_id)


@listen(ScheduledPostRefused)
def tell_of_refusal(fact: ScheduledPostRefused) -> None:
    """Tell an author that a planned post could not appear; `subject` is the plan."""
    tasks.tell.enqueue([fact.author_id], "unpublished", None, None, fact.scheduled_id)


@listen(PostDeleted)
def forget_deleted(fact: PostDeleted) -> None:
    """Remove what was told about a post that its author took back."""
    tasks.clear_post.enqueue(fact.post_id)


@listen(Followed)
def tell_of_follow(fact: Followed) -> None:
    """Tell a member who reads them now; a request that was open is answered by this."""
    tasks.take_back.enqueue([fact.target_id], "follow_request", fact.source_id)
    tasks.tell.enqueue([fact.target_id], "follow", fact.source_id)


@listen(FollowRequested)
def tell_of_request(fact: FollowRequested) -> None:
    """Tell a locked member who asks."""
    tasks.tell.enqueue([fact.target_id], "follow_request", fact.source_id)


@listen(FollowAccepted)
def tell_of_acceptance(fact: FollowAccepted) -> None:
    """Tell who asked that they were let in."""
    tasks.tell.enqueue([fact.source_id], "follow_accepted", fact.target_id)


@listen(FollowEnded)
def untell_follow(fact: FollowEnded) -> None:
    """A follow or request that ended is news no longer."""
    tasks.take_back.enqueue([fact.target_id], "follow", fact.source_id)
    tasks.take_back.enqueue([fact.target_id], "follow_request", fact.source_id)


@listen(Blocked)
def part(fact: Blocked) -> None:
    """Two who keep apart have no news of each other."""
    tasks.clear_between.enqueue(fact.source_id, fact.target_id)


@listen(MeasureTaken)
def tell_of_measure(fact: MeasureTaken) -> None:
    """Tell a member what was restricted; `subject` is the statement of reasons."""
    tasks.tell.enqueue([fact.member_id], "measure", None, fact.post_id, fact.measure_id)


@listen(MeasureLifted)
def tell_of_lifting(fact: MeasureLifted) -> None:
    """Tell a member that a restriction ended."""
    tasks.tell.enqueue([fact.member_id], "measure_lifted", None, fact.post_id, fact.measure_id)


@listen(CaseDecided)
def tell_reporters(fact: CaseDecided) -> None:
    """Tell those who reported that moderators looked into it; `subject` is the case."""
    tasks.tell.enqueue(list(fact.reporter_ids), "report_decided", None, None, fact.case_id)


@listen(OperatorsActed)
def tell_of_operators(fact: OperatorsActed) -> None:
    """Tell moderators what the operators did; `subject` is the case."""
    tasks.tell.enqueue(list(fact.moderator_ids), "operators", None, fact.post_id, fact.case_id)


@listen(MemberWaiting)
def tell_of_waiting(fact: MemberWaiting) -> None:
    """Tell moderators that somebody would like to join."""
    tasks.tell_moderators.enqueue("waiting", fact.member_id, None)


@listen(MemberJoined)
def tell_of_joining(fact: MemberJoined) -> None:
    """Tell moderators that somebody is in; that they waited is news no longer."""
    tasks.settle.enqueue("waiting", fact.member_id)
    tasks.tell_moderators.enqueue("joined", fact.member_id, None)


@listen(MemberRefused)
def settle_refused(fact: MemberRefused) -> None:
    """That somebody waited is news no longer."""
    tasks.settle.enqueue("waiting", fact.member_id)


@listen(CaseOpened)
def tell_of_case(fact: CaseOpened) -> None:
    """Tell moderators that somebody reported something; `subject` is the case."""
    tasks.tell_of_report.enqueue(fact.case_id)


@listen(MarkerMoved)
def note_read(fact: MarkerMoved) -> None:
    """What a member read in an app is read on our pages."""
    if fact.place == Place.NOTIFICATIONS:
        tasks.note_read.enqueue(fact.member_id, fact.last_read_id)


@listen(MemberLeft)
def clear(fact: MemberLeft) -> None:
    """Somebody left: neither they nor others have news of them."""
    tasks.clear_member.enqueue(fact.member_id)


@listen(SubscribersTold)
def wake_apps(fact: SubscribersTold) -> None:
    """Wake the apps of those who were told."""
    tasks.wake_apps.enqueue(list(fact.notification_ids))
