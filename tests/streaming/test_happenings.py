"""What else apps are told: notifications, conversations, announcements, filters, merged requests."""

import msgspec
import pytest

from squares.api.entities.announcement import announcement_of
from squares.api.entities.conversation import conversations_of
from squares.api.entities.notification import notifications_of
from squares.api.entities.reader import Reader
from squares.charter import announcements
from squares.charter.actions import announce
from squares.notifications.actions import policy, requests
from squares.notifications.queries.listing import listing
from squares.notifications.rules import Reception
from squares.posts.actions import react
from squares.posts.models.post import Visibility
from squares.timelines.conversations import conversations
from streaming.ears import silence_until


def as_sent(entity):
    return msgspec.json.decode(msgspec.json.encode(entity))


@pytest.mark.parametrize("stream", ["user", "user:notification"])
def test_a_notification_as_the_api_gives_it(listen, plaza, transport, stream) -> None:
    member = plaza.newcomer()
    ear = listen(transport, member, stream)
    post = plaza.say(member)
    if stream == "user":
        assert ear.next().event == "update"
    plaza.do(react.favourite, by=plaza.ben, post_id=post)
    heard = ear.next()
    assert (heard.event, heard.payload["type"]) == ("notification", "favourite")
    with plaza.inside():
        row = listing(member).items[0]
        given = notifications_of([row], viewer=member, reader=Reader(plaza.square.url, member))
    assert heard.payload == as_sent(given[0])


def test_the_stream_of_notifications_has_nothing_else(listen, plaza, transport) -> None:
    member = plaza.newcomer(follows=(plaza.eli,))
    ear = listen(transport, member, "user:notification")
    plaza.say(plaza.eli)
    plaza.say(member, "Mine.")
    plaza.say(plaza.ben, f"Hello @{member.handle}.")
    heard = ear.next()
    assert (heard.event, heard.payload["type"]) == ("notification", "mention")


def test_no_notifications_for_an_app_that_may_not_read_them(listen, plaza, transport) -> None:
    member = plaza.newcomer()
    token = plaza.token(member, ("read:statuses",))
    ear = listen(transport, member, token=token)
    post = plaza.say(member)
    assert ear.next().event == "update"
    plaza.do(react.favourite, by=plaza.ben, post_id=post)
    silence_until(ear, plaza.square, member.pk)


def test_requests_that_were_let_in(listen, plaza, transport) -> None:
    member, stranger = plaza.newcomer(), plaza.newcomer()
    ear = listen(transport, member)
    plaza.do(policy.change_policy, by=member, not_following=Reception.FILTER)
    plaza.say(stranger, f"Hello @{member.handle}.")
    silence_until(ear, plaza.square, member.pk)
    plaza.do(requests.accept, by=member, actor_ids=[stranger.pk])
    heard = ear.next()
    assert (heard.event, heard.payload) == ("notifications_merged", 1)


def test_a_conversation_goes_on_for_its_people(listen, plaza, transport) -> None:
    eli, cleo = listen(transport, plaza.eli, "direct"), listen(transport, plaza.cleo, "direct")
    outside = listen("socket", plaza.ben, "direct")
    outside.say(type="subscribe", stream="user")
    plaza.say(plaza.cleo, "Not private.")
    post = plaza.say(plaza.cleo, "@Eli in private.", visibility=Visibility.MENTIONED)
    for ear, member in ((eli, plaza.eli), (cleo, plaza.cleo)):
        heard = ear.next()
        assert heard.event == "conversation"
        with plaza.inside():
            found = conversations(viewer=member).items[:1]
            given = conversations_of(found, Reader(plaza.square.url, member))
        assert heard.payload == as_sent(given[0])
        assert heard.payload["last_status"]["id"] == str(post)
    silence_until(outside, plaza.square, plaza.ben.pk)


def test_announcements_and_what_becomes_of_them(listen, plaza, transport) -> None:
    eli, public = listen(transport, plaza.eli), listen("socket", plaza.ben, "public")
    wording = announce.Wording(text="Water is off on Monday.")
    made = plaza.do(announce.announce, by=plaza.ada, wording=wording)
    heard = eli.next()
    assert heard.event == "announcement"
    with plaza.inside():
        card = announcements.announcement_card(made.pk, at=made.published_at)
        given = announcement_of(card, Reader(plaza.square.url, None))
    assert heard.payload == as_sent(given)

    plaza.do(announce.react, by=plaza.ben, announcement_id=made.pk, name="👍")
    said = eli.next()
    assert said.event == "announcement.reaction"
    assert said.payload == {"name": "👍", "count": 1, "announcement_id": str(made.pk)}

    changed = announce.Wording(text="Water is off on Tuesday.")
    plaza.do(announce.change_announcement, by=plaza.ada, announcement_id=made.pk, wording=changed)
    again = eli.next()
    assert (again.event, "Tuesday" in again.payload["content"]) == ("announcement", True)

    plaza.do(announce.withdraw_announcement, by=plaza.ada, announcement_id=made.pk)
    gone = eli.next()
    assert (gone.event, str(gone.payload)) == ("announcement.delete", str(made.pk))
    public.say(type="subscribe", stream="user")
    silence_until(public, plaza.square, plaza.ben.pk)


def test_another_square_hears_none_of_it(listen, plaza, transport) -> None:
    dov = listen(transport, plaza.dov)
    made = plaza.do(announce.announce, by=plaza.ada, wording=announce.Wording(text="Ours."))
    plaza.do(announce.withdraw_announcement, by=plaza.ada, announcement_id=made.pk)
    plaza.do(react.favourite, by=plaza.eli, post_id=plaza.say(plaza.cleo))
    silence_until(dov, plaza.harbour, plaza.dov.pk)
