"""Who hears what happened in a square, and how it looks to them.

What is told is read once a square, whoever listens: one statement says whom a post may reach, and
only where an app hears it is it written, once for all readers to whom it looks alike. Who hears is
decided a last time right before the bytes go out, by ties that are fresh.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice

from commons import clock
from squares.posts.reach import Reach, boosts_of, reach_of
from squares.streaming.events import Event, PageEvent
from squares.streaming.listener import Listener, Reader
from squares.streaming.messages import Message
from squares.streaming.place import Place
from squares.streaming.posts import PostEvents, write_posts
from squares.streaming.rendering import pen
from squares.streaming.streams import Kind, Stream
from squares.timelines import hearing
from squares.timelines.ties import Ties

_OF_A_MEMBER = {Kind.USER, Kind.NOTIFICATIONS}


async def tell(place: Place, messages: Sequence[Message]) -> None:
    """Tell one message, or several that are alike and follow each other."""
    await _TELLERS[messages[0].kind](place, messages)


async def _tell_posts(place: Place, messages: Sequence[Message]) -> None:
    """Tell of posts and boosts, new or changed."""
    changed = messages[0].kind == "edited"
    read = await place.desk.ask(place.square, reach_of, {one.post for one in messages})
    posts = [read[one.post] for one in messages if one.post in read and read[one.post].standing]
    if not changed:
        _tell_visitors(place, posts)
    events: Mapping[int, PostEvents] = {}
    if wanted := _wanted(place, posts, changed=changed):
        events = await place.desk.ask(
            place.square, write_posts, place.square, wanted, changed=changed
        )
    at = clock.now()
    async for reader in place.each():
        for post in posts:
            _tell_reader(reader, post, events.get(post.id), at, changed=changed)
    if not changed:
        for post in posts:
            if post.is_private:
                await _tell_conversation(place, post)


def _tell_visitors(place: Place, posts: Sequence[Reach]) -> None:
    for post in posts:
        if hearing.public(post, None, at=clock.now()):
            for line in tuple(place.visitors):
                line.send(PageEvent("post", post=post.id).line())


def _wanted(place: Place, posts: Sequence[Reach], *, changed: bool) -> dict[int, list[int]]:
    """Return which posts apps hear; with the members who may have made something of it before."""
    at, found = clock.now(), dict[int, list[int]]()
    for post in posts:
        heard = (
            reader.member_id
            for reader in place.readers.values()
            if reader.ties is not None and _hears(reader, reader.ties, post, at)
        )
        members = list(heard if changed or post.is_boost or post.quotes else islice(heard, 1))
        if members:
            found[post.id] = members
    return found


def _hears(
    reader: Reader, ties: Ties, post: Reach, at: datetime
) -> Sequence[tuple[Listener, Stream]]:
    """Return by which streams of which apps a member hears a post."""
    verdicts: dict[Stream, bool] = {}
    found: list[tuple[Listener, Stream]] = []
    for line in reader.lines:
        for stream in line.streams or ():
            stands = verdicts.get(stream)
            if stands is None:
                stands = verdicts[stream] = _stands_in(stream, post, ties, at)
            if stands:
                found.append((line, stream))
    return found


def _stands_in(stream: Stream, post: Reach, ties: Ties, at: datetime) -> bool:
    if stream.kind is Kind.USER:
        return hearing.home(post, ties, at=at)
    if stream.kind is Kind.PUBLIC:
        return hearing.public(post, ties, at=at, only_media=stream.only_media)
    if stream.kind is Kind.TAG:
        return hearing.tagged(post, ties, stream.key, at=at)
    return stream.kind is Kind.LIST and hearing.in_list(post, ties, stream.list_id, at=at)


def _tell_reader(
    reader: Reader, post: Reach, events: PostEvents | None, at: datetime, *, changed: bool
) -> None:
    """Tell one member's pages and apps of a post."""
    ties = reader.ties
    if ties is None:
        return
    if reader.pages and not changed and hearing.home(post, ties, at=at):
        _tell_pages(reader.lines, PageEvent("post", post=post.id))
    heard = _hears(reader, ties, post, at) if events is not None else ()
    if events is None or not heard:
        return
    event = events.for_reader(ties, at)
    for line, stream in heard:
        event.send(line, stream)


def _tell_pages(lines: Collection[Listener], event: PageEvent) -> None:
    said = event.line()
    for line in tuple(lines):
        if line.is_page:
            line.send(said)


async def _tell_conversation(place: Place, post: Reach) -> None:
    """Tell the people of a private post that their conversation goes on."""
    people = [place.readers[pk] for pk in {post.author_id, *post.mentioned} if pk in place.readers]
    for reader in people:
        if not any(stream.kind is Kind.DIRECT for _, stream in _streams(reader)):
            continue
        written = await place.desk.ask(
            place.square, pen().conversation, place.square, reader.member_id, post.thread_id
        )
        # Asking took a moment: is it still theirs to hear?
        await place.fresh()
        ties = reader.ties
        if written is not None and ties is not None and hearing.direct(post, ties):
            _send(reader, Event("conversation", written), {Kind.DIRECT})


async def _tell_gone(place: Place, messages: Sequence[Message]) -> None:
    """Tell everybody who may have it on their screen that a post is gone, and its boosts."""
    for message in messages:
        post, boosts = await place.desk.ask(place.square, _gone, message)
        page = PageEvent("gone", post=message.post)
        _tell_pages(place.visitors, page)
        said = Event("delete", str(message.post).encode())
        passed_on = [Event("delete", str(number).encode()) for number in boosts]
        async for reader in place.each():
            _tell_pages(reader.lines, page)
            for line, stream in _streams(reader):
                if reader.ties is None or not _may_show(stream, post, reader.ties):
                    continue
                for event in (said, *(passed_on if stream.kind is not Kind.TAG else ())):
                    event.send(line, stream)


def _gone(message: Message) -> tuple[Reach | None, Sequence[int]]:
    """Return whom it reached, and the boosts that go with it: they stand if a measure hid it."""
    return reach_of([message.post]).get(message.post), message.ids or boosts_of(message.post)


def _may_show(stream: Stream, post: Reach | None, ties: Ties) -> bool:
    """Tell whether an app may show a post that is gone, by whatever way it came there.

    Generous: a number that is told in vain says nothing, one that is not told stays on a screen.
    """
    if stream.kind not in {Kind.USER, Kind.LIST, Kind.PUBLIC, Kind.TAG}:
        return False
    if post is None:
        return True
    if stream.kind is Kind.TAG:
        return stream.key in post.tags
    if post.is_open:
        return True
    people = {post.author_id, post.said.author_id, *post.mentioned}
    followed = hearing.follows(ties, post.author_id)
    return stream.kind is not Kind.PUBLIC and (followed or ties.member_id in people)


async def _tell_member(place: Place, messages: Sequence[Message]) -> None:
    """Tell members of notifications, those of one member together."""
    told: dict[int, list[int]] = defaultdict(list)
    for message in messages:
        told[message.member].append(message.about)
    for member_id, numbers in told.items():
        reader = place.readers.get(member_id)
        if reader is None:
            continue
        for _number in numbers:
            _tell_pages(reader.lines, PageEvent("told", member=member_id))
        if not any(_notified(line, stream) for line, stream in _streams(reader)):
            continue
        written = await place.desk.ask(
            place.square, pen().notifications, place.square, member_id, numbers
        )
        for one in written:
            _notify(reader, Event("notification", one))


async def _tell_merged(place: Place, messages: Sequence[Message]) -> None:
    for message in messages:
        if reader := place.readers.get(message.member):
            _notify(reader, Event("notifications_merged", b"1"))


async def _tell_filters(place: Place, messages: Sequence[Message]) -> None:
    for message in messages:
        if reader := place.readers.get(message.member):
            _send(reader, Event("filters_changed", None), {Kind.USER})


async def _tell_announced(place: Place, messages: Sequence[Message]) -> None:
    for message in messages:
        if not place.readers:
            continue
        written = await place.desk.ask(
            place.square, pen().announcement, place.square, message.about
        )
        if written is not None:
            await _tell_all(place, Event("announcement", written))


async def _tell_reacted(place: Place, messages: Sequence[Message]) -> None:
    for one in messages:
        written = pen().reaction(one.about, one.name, one.count)
        await _tell_all(place, Event("announcement.reaction", written))


async def _tell_withdrawn(place: Place, messages: Sequence[Message]) -> None:
    for message in messages:
        await _tell_all(place, Event("announcement.delete", str(message.about).encode()))


async def _tell_all(place: Place, event: Event) -> None:
    async for reader in place.each():
        _send(reader, event, {Kind.USER})


def _streams(reader: Reader) -> list[tuple[Listener, Stream]]:
    return [(line, stream) for line in reader.lines for stream in line.streams or ()]


def _send(reader: Reader, event: Event, kinds: Collection[Kind]) -> None:
    for line, stream in _streams(reader):
        if stream.kind in kinds:
            event.send(line, stream)


def _notify(reader: Reader, event: Event) -> None:
    for line, stream in _streams(reader):
        if _notified(line, stream):
            event.send(line, stream)


def _notified(line: Listener, stream: Stream) -> bool:
    """Tell whether an app is told notifications by a stream: the token must be given for them."""
    return line.notifies and stream.kind in _OF_A_MEMBER


_TELLERS: Mapping[str, Callable[[Place, Sequence[Message]], Awaitable[None]]] = {
    "post": _tell_posts,
    "edited": _tell_posts,
    "gone": _tell_gone,
    "told": _tell_member,
    "merged": _tell_merged,
    "filters": _tell_filters,
    "announced": _tell_announced,
    "reacted": _tell_reacted,
    "withdrawn": _tell_withdrawn,
}
