"""Posts as apps hear them at once, over both transports: who hears, who does not, and how."""

import msgspec
import pytest

from commons import clock
from squares.api.entities.reader import Reader
from squares.api.entities.status import status_of
from squares.members.models import Member
from squares.posts.actions import react
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.polls import vote
from squares.posts.cards.reading import cards_for
from squares.posts.models.post import Post, Visibility
from squares.posts.polling import PollDraft
from squares.relationships.actions.apart import mute
from squares.relationships.actions.lists import make_list, put_on_list
from squares.streaming.messages import Message
from squares.streaming.sender import send
from squares.timelines.actions import KeywordChange, make_filter
from streaming.ears import silence_until


def as_read(plaza, member: Member, post_id: int) -> dict:
    """Return a post as the API gives it to a member who asks for it."""
    with plaza.inside():
        card = cards_for([post_id], member)[0]
        return msgspec.to_builtins(status_of(card, Reader(plaza.square.url, member)))


def test_a_post_is_heard_by_who_follows_and_nobody_else(listen, plaza, transport) -> None:
    eli, cleo = listen(transport, plaza.eli), listen(transport, plaza.cleo)
    gus, dov = listen(transport, plaza.gus), listen(transport, plaza.dov)
    post = plaza.say(plaza.cleo, "Bread is ready. #bread")
    for ear, member in ((eli, plaza.eli), (cleo, plaza.cleo)):
        heard = ear.next()
        assert heard.event == "update"
        assert heard.payload == as_read(plaza, member, post)
        assert heard.stream == (("user",) if transport == "socket" else ())
    silence_until(gus, plaza.square, plaza.gus.pk)
    silence_until(dov, plaza.harbour, plaza.dov.pk)


def test_who_is_blocked_hears_nothing_public_either(listen, plaza, transport) -> None:
    stream = "public" if transport == "events" else "user"
    ben, gus = listen(transport, plaza.ben, "public"), listen("socket", plaza.gus, stream)
    if stream == "user":
        gus.say(type="subscribe", stream="public")
    else:
        gus.say(type="subscribe", stream="user")
    post = plaza.say(plaza.cleo)
    assert ben.next().payload["id"] == str(post)
    silence_until(gus, plaza.square, plaza.gus.pk)


@pytest.mark.parametrize("stream", ["public", "public:local"])
def test_the_public_stream_has_no_replies_boosts_or_quiet_posts(
    listen, plaza, transport, stream
) -> None:
    ear = listen(transport, plaza.ben, stream)
    post = plaza.say(plaza.eli)
    plaza.say(plaza.cleo, in_reply_to=post)
    plaza.say(plaza.eli, visibility=Visibility.UNLISTED)
    plaza.say(plaza.eli, visibility=Visibility.FOLLOWERS)
    plaza.do(react.boost, by=plaza.cleo, post_id=post)
    last = plaza.say(plaza.gus, "Last.")
    assert [ear.next().payload["id"] for _ in range(2)] == [str(post), str(last)]


@pytest.mark.parametrize("stream", ["public:media", "public:local:media"])
def test_only_with_pictures(listen, plaza, stream, picture_of) -> None:
    ear = listen("socket", plaza.ben, stream)
    plaza.say(plaza.eli)
    post = plaza.say(plaza.eli, media_ids=(picture_of(plaza.eli),))
    heard = ear.next()
    assert heard.payload["id"] == str(post)
    assert heard.stream == (stream,)
    assert len(heard.payload["media_attachments"]) == 1


def test_only_media_by_address(listen, plaza, picture_of) -> None:
    ear = listen("events", plaza.ben, "public", only_media="true")
    plaza.say(plaza.eli)
    post = plaza.say(plaza.eli, media_ids=(picture_of(plaza.eli),))
    assert ear.next().payload["id"] == str(post)


def test_nothing_comes_from_elsewhere(listen, plaza) -> None:
    ear = listen("socket", plaza.ben, "public:remote")
    ear.say(type="subscribe", stream="public:remote:media")
    ear.say(type="subscribe", stream="user")
    plaza.say(plaza.eli)
    silence_until(ear, plaza.square, plaza.ben.pk)


@pytest.mark.parametrize("stream", ["hashtag", "hashtag:local"])
def test_a_hashtag_in_any_spelling(listen, plaza, transport, stream) -> None:
    ear = listen(transport, plaza.ben, stream, tag="Sourdough")
    first = plaza.say(plaza.eli, "My #sourdough.")
    plaza.say(plaza.eli, "My #sourdough, quietly.", visibility=Visibility.UNLISTED)
    plaza.say(plaza.eli, "My #rye.")
    reply = plaza.say(plaza.cleo, "Your #SourDough.", in_reply_to=first)
    heard = [ear.next(), ear.next()]
    assert [one.payload["id"] for one in heard] == [str(first), str(reply)]
    if transport == "socket":
        assert heard[0].stream == (stream, "Sourdough")


def test_a_list_of_ones_own(listen, plaza, transport) -> None:
    made = plaza.do(make_list, by=plaza.eli, title="Bakers")
    plaza.do(put_on_list, of=made, member_ids=[plaza.cleo.pk])
    ear = listen(transport, plaza.eli, "list", list=str(made.pk))
    plaza.say(plaza.eli, "Not on it.")
    post = plaza.say(plaza.cleo)
    heard = ear.next()
    assert heard.payload["id"] == str(post)
    if transport == "socket":
        assert heard.stream == ("list", str(made.pk))


def test_a_private_post_reaches_who_is_named_and_follows(listen, plaza, transport) -> None:
    stranger = plaza.newcomer()
    eli, other = listen(transport, plaza.eli), listen(transport, stranger)
    ben = listen(transport, plaza.ben)
    words = f"@Eli @{stranger.handle} a word."
    post = plaza.say(plaza.cleo, words, visibility=Visibility.MENTIONED)
    heard = eli.next()
    while heard.event == "notification":
        heard = eli.next()
    assert (heard.event, heard.payload["id"]) == ("update", str(post))
    assert heard.payload["visibility"] == "direct"
    # Who does not follow is told by a notification alone, as their home shows it.
    assert other.next().event == "notification"
    silence_until(other, plaza.square, stranger.pk)
    silence_until(ben, plaza.square, plaza.ben.pk)


def test_a_boost_carries_what_each_reader_made_of_it(listen, plaza, transport) -> None:
    author = plaza.newcomer()
    post = plaza.say(author, "From afar.")
    eli = listen(transport, plaza.eli)
    plaza.do(react.favourite, by=plaza.eli, post_id=post)
    plaza.do(react.bookmark, by=plaza.eli, post_id=post)
    boost = plaza.do(react.boost, by=plaza.cleo, post_id=post)
    heard = eli.next()
    assert (heard.event, heard.payload["id"]) == ("update", str(boost.pk))
    assert heard.payload["reblog"]["id"] == str(post)
    flags = ("favourited", "bookmarked", "reblogged")
    assert [heard.payload["reblog"][name] for name in flags] == [True, True, False]
    assert heard.payload == as_read(plaza, plaza.eli, boost.pk)


def test_boosts_of_whom_one_muted_or_does_not_want_are_not_heard(listen, plaza) -> None:
    author = plaza.newcomer()
    deaf = plaza.newcomer(follows=(plaza.cleo,))
    ear = listen("socket", deaf)
    plaza.do(mute, by=deaf, target=author)
    plaza.do(react.boost, by=plaza.cleo, post_id=plaza.say(author))
    silence_until(ear, plaza.square, deaf.pk)


def test_an_edit_is_told_with_its_new_words(listen, plaza, transport) -> None:
    eli = listen(transport, plaza.eli)
    post = plaza.say(plaza.cleo, "Bred is ready.")
    assert eli.next().event == "update"
    plaza.do(react.favourite, by=plaza.eli, post_id=post)
    plaza.do(edit_post, by=plaza.cleo, post_id=post, change=Change(text="Bread is ready."))
    heard = eli.next()
    assert heard.event == "status.update"
    assert "Bread is ready." in heard.payload["content"]
    assert heard.payload["favourited"] is True
    assert heard.payload == as_read(plaza, plaza.eli, post)


def test_a_poll_shows_each_reader_their_own_votes(listen, plaza) -> None:
    poll = PollDraft(options=("Tea", "Coffee"), seconds=3600)
    eli, cleo = listen("socket", plaza.eli), listen("socket", plaza.cleo)
    post = plaza.say(plaza.cleo, "Which?", poll=poll)
    fresh, own = eli.next().payload["poll"], cleo.next().payload["poll"]
    assert (fresh["voted"], fresh["own_votes"]) == (False, [])
    assert own["voted"] is True
    plaza.do(vote, by=plaza.eli, post_id=post, choices=[1])
    plaza.do(edit_post, by=plaza.cleo, post_id=post, change=Change(text="Which one?"))
    heard = eli.next()
    while heard.event != "status.update":
        heard = eli.next()
    assert (heard.payload["poll"]["voted"], heard.payload["poll"]["own_votes"]) == (True, [1])


def test_what_a_filter_meets_says_so(listen, plaza, transport) -> None:
    reader = plaza.newcomer(follows=(plaza.cleo,))
    ear = listen(transport, reader)
    plaza.do(
        make_filter,
        by=reader,
        title="Spoilers",
        contexts=["home"],
        action="hide",
        keywords=[KeywordChange(keyword="ending", whole_word=True)],
    )
    assert ear.next().event == "filters_changed"
    plaza.say(plaza.cleo, "The beginning.")
    post = plaza.say(plaza.cleo, "The ending.")
    assert ear.next().payload["filtered"] == []
    heard = ear.next()
    assert [one["filter"]["title"] for one in heard.payload["filtered"]] == ["Spoilers"]
    assert heard.payload["filtered"][0]["keyword_matches"] == ["ending"]
    assert heard.payload == as_read(plaza, reader, post)


def test_what_is_taken_back_is_told_with_its_boosts(listen, plaza, transport) -> None:
    eli = listen(transport, plaza.eli)
    post = plaza.say(plaza.cleo)
    boost = plaza.do(react.boost, by=plaza.ben, post_id=post)
    assert eli.next().payload["id"] == str(post)
    plaza.do(delete_post, by=plaza.cleo, post_id=post)
    gone = [eli.next(), eli.next()]
    assert [one.event for one in gone] == ["delete", "delete"]
    assert [str(one.payload) for one in gone] == [str(post), str(boost.pk)]


def test_who_passes_on_no_longer(listen, plaza, transport) -> None:
    author = plaza.newcomer()
    post = plaza.say(author)
    eli = listen(transport, plaza.eli)
    boost = plaza.do(react.boost, by=plaza.cleo, post_id=post)
    assert eli.next().payload["id"] == str(boost.pk)
    plaza.do(react.unboost, by=plaza.cleo, post_id=post)
    heard = eli.next()
    assert (heard.event, str(heard.payload)) == ("delete", str(boost.pk))


def test_what_a_measure_hides_is_gone_at_once_and_for_good(listen, plaza, transport) -> None:
    eli = listen(transport, plaza.eli)
    public = listen(transport, plaza.ben, "public")
    post = plaza.say(plaza.cleo, "Abuse.")
    boost = plaza.do(react.boost, by=plaza.ben, post_id=post)
    assert eli.next().event == public.next().event == "update"
    with plaza.inside():
        hide_post(post=Post.objects.get(pk=post), at=clock.now())
    assert [str(eli.next().payload) for _ in range(2)] == [str(post), str(boost.pk)]
    assert public.next().event == "delete"
    # Nothing that happens to it afterwards is told.
    with plaza.inside():
        Post.objects.filter(pk=post).update(text="Changed")
    with plaza.inside():
        send(Message("edited", post=post))
        send(Message("post", post=post))
    silence_until(eli, plaza.square, plaza.eli.pk)


def test_the_silenced_are_heard_by_their_followers_only(listen, plaza) -> None:
    quiet = plaza.newcomer(state="silenced")
    fan = plaza.newcomer(follows=(quiet,))
    ear, public = listen("socket", fan), listen("socket", plaza.ben, "public")
    public.say(type="subscribe", stream="user")
    post = plaza.say(quiet)
    assert ear.next().payload["id"] == str(post)
    silence_until(public, plaza.square, plaza.ben.pk)
