"""What happens in a square is told in its order, together where it comes together, and bounded."""

import pytest

from commons import clock, recent
from squares.notifications.actions.tell import News, notify
from squares.notifications.rules import Kind
from squares.posts.actions.react import favourite
from squares.posts.reach import reach_of
from squares.streaming import place as rooms
from squares.streaming.messages import CHANNEL, Message
from squares.streaming.place import Place
from squares.streaming.posts import write_posts
from squares.streaming.sender import _redis, send
from squares.timelines.ties import ties_of
from streaming.ears import silence_until
from talk_cast import say


def test_many_posts_at_once_come_in_their_order(listen, plaza, transport) -> None:
    author = plaza.newcomer()
    ear = listen(transport, plaza.newcomer(follows=(author,)))
    posts = [plaza.say(author, f"Number {number}.") for number in range(60)]
    assert [int(ear.next().payload["id"]) for _ in posts] == posts


def test_many_notifications_at_once_come_in_their_order(listen, plaza) -> None:
    member = plaza.newcomer()
    ear = listen("socket", member, "user:notification")
    people = [plaza.newcomer() for _ in range(12)]
    with plaza.inside():
        for one in people:
            notify(member_ids=[member.pk], news=News(Kind.FOLLOW, one.pk), at=clock.now())
    heard = [ear.next().payload["account"]["acct"] for _ in people]
    assert heard == [one.handle for one in people]


def test_what_cannot_be_read_is_passed_over(listen, plaza) -> None:
    ear = listen("socket", plaza.eli)
    for garbage in (b"", b"[]", b'{"kind": 7}', b"\xff", b'{"kind": "no such kind"}'):
        _redis().publish(f"{CHANNEL}{plaza.square.schema_name}", garbage)
    silence_until(ear, plaza.square, plaza.eli.pk)


def test_a_message_about_nothing_is_passed_over(listen, plaza) -> None:
    ear = listen("socket", plaza.eli)
    with plaza.inside():
        for kind in ("post", "edited", "told", "merged", "filters", "announced"):
            send(Message(kind, post=1, member=1, about=1))
    silence_until(ear, plaza.square, plaza.eli.pk)


@pytest.fixture
def full(monkeypatch) -> Place:
    """A square of which nothing is told, and whose inbox takes three messages."""
    monkeypatch.setattr(rooms, "INBOX_LENGTH", 3)
    monkeypatch.setattr(Place, "_go_on", lambda self: None)

    class Somewhere:
        schema_name = "sq_somewhere"

    return Place(Somewhere(), None, None)


def test_too_much_costs_the_oldest_but_never_that_something_is_gone(full) -> None:
    for message in (Message("gone", post=1), Message("post", post=2), Message("post", post=3)):
        full.hear(message)
    full.hear(Message("post", post=4))
    assert [message.post for message in full._inbox] == [1, 3, 4]
    for number in (5, 6, 7):
        full.hear(Message("gone", post=number))
    assert [message.post for message in full._inbox] == [5, 6, 7]


def test_what_is_alike_is_told_together(full) -> None:
    full._inbox.extend([Message("post", post=1), Message("post", post=2), Message("gone", post=1)])
    full._inbox.extend(Message("post", post=number) for number in range(30))
    sizes = []
    while full._inbox:
        sizes.append(len(full._next()))
    assert sizes == [2, 1, 20, 10]


def test_a_thousand_readers_cost_what_one_costs(cast, in_agora, costs_the_same) -> None:
    """Statements do not grow with who listens, nor with the posts that come together."""
    posts, readers = [say(cast.cleo).pk], [cast.eli.pk]

    def tell() -> None:
        reach_of(posts)
        ties_of(readers)
        wanted = dict.fromkeys(posts, readers)
        events = write_posts(cast.agora, wanted, changed=False)
        for ties in ties_of(readers).values():
            for event in events.values():
                event.for_reader(ties, clock.now())

    def more() -> None:
        readers.extend([cast.ada.pk, cast.ben.pk, cast.cleo.pk])
        posts.extend(say(cast.cleo, "@Ben #bread").pk for _ in range(6))

    costs_the_same(tell, more=more)


def test_what_readers_made_of_it_is_asked_once_for_all(
    cast, in_agora, django_assert_num_queries
) -> None:
    post = say(cast.cleo).pk
    favourite(by=cast.eli, post_id=post, at=clock.now())
    readers = [cast.ada.pk, cast.ben.pk, cast.eli.pk]
    recent.forget_everything()  # it was written by another process
    with django_assert_num_queries(3):
        events = write_posts(cast.agora, {post: readers}, changed=True)[post]
    ties = ties_of(readers)
    with django_assert_num_queries(0):
        made = {number: events.for_reader(own, clock.now()) for number, own in ties.items()}
    assert b'"favourited":true' in made[cast.eli.pk]._payload
    assert b'"favourited":false' in made[cast.ada.pk]._payload
