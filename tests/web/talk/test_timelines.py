"""Pages that list posts: they work, they end, they refuse strangers, they cost the same."""

import pytest

from squares.media.actions import upload
from squares.posts.actions.react import bookmark, boost, favourite
from squares.posts.models.post import Visibility
from talk_cast import NOON, block, follow, picture, say, state
from tenants.context import inside

PAGES = [
    "/",
    "/public",
    "/tags/many",
    "/bookmarks",
    "/favourites",
    "/@Ada",
    "/@Ada/replies",
    "/@Ada/media",
    "/search?q=morning",
]


def fill(cast, count: int) -> None:
    with inside(cast.agora):
        for n in range(count):
            media = upload(by=cast.ada, file=picture(), at=NOON)
            post = say(cast.ada, f"Good morning {n} @Ben #many", media_ids=(media.pk,))
            bookmark(by=cast.cleo, post_id=post.pk, at=NOON)
            favourite(by=cast.cleo, post_id=post.pk, at=NOON)
            boost(by=cast.ada, post_id=say(cast.ben).pk, at=NOON)
            say(cast.ada, in_reply_to=post.pk)


@pytest.mark.parametrize("page", PAGES)
def test_it_works_and_costs_the_same(cast, browser_of, costs_the_same, page) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
    fill(cast, 1)
    client = browser_of(cast.agora, cast.cleo)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "Good morning 0" in answer.content.decode()

    def more() -> None:
        fill(cast, 20)

    costs_the_same(lambda: client.get(page), more=more)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/public",
        "/tags/many",
        "/@Ada",
        "/@Ada/replies",
        "/@Ada/media",
        "/search?q=morning",
        "/search",
        "/tags/nothing",
        "/public/feed.atom",
        "/@Ada/feed.atom",
    ],
)
def test_visitors_read_what_is_open(cast, browser_of, page) -> None:
    fill(cast, 1)
    assert browser_of(cast.agora).get(page).status_code == 200


@pytest.mark.parametrize("page", ["/bookmarks", "/favourites", "/posts/new", "/home/new"])
def test_visitors_are_sent_to_the_sign_in(cast, browser_of, page) -> None:
    answer = browser_of(cast.agora).get(page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/public",
        "/@Ada",
        "/search?q=morning",
        "/public/feed.atom",
        "/@Ada/feed.atom",
        "/tags/many",
    ],
)
def test_visitors_never_read_what_was_meant_for_fewer(cast, browser_of, page) -> None:
    with inside(cast.agora):
        say(cast.ada, "Good morning, followers #many", visibility=Visibility.FOLLOWERS)
        say(cast.ada, "Good morning @Ben #many", visibility=Visibility.MENTIONED)
    assert "Good morning" not in browser_of(cast.agora).get(page).content.decode()


def test_the_other_square_shows_nothing_of_this_one(cast, browser_of) -> None:
    fill(cast, 1)
    stranger = browser_of(cast.forum, cast.dov)
    for page in ("/", "/public", "/tags/many", "/search?q=morning", "/bookmarks"):
        assert "Good morning" not in stranger.get(page).content.decode()
    assert stranger.get("/@Ada").status_code == 404


def test_visitors_are_invited_members_may_write(cast, browser_of) -> None:
    assert 'href="/join"' in browser_of(cast.agora).get("/").content.decode()
    page = browser_of(cast.agora, cast.cleo).get("/").content.decode()
    assert 'name="text"' in page
    assert 'action="/posts"' in page


def test_an_empty_square_says_so(cast, browser_of) -> None:
    assert "Nobody has said anything yet" in browser_of(cast.agora).get("/public").content.decode()
    assert "Quiet here so far" in browser_of(cast.agora, cast.cleo).get("/").content.decode()


def test_pages_lead_on_and_end(cast, browser_of) -> None:
    with inside(cast.agora):
        for n in range(25):
            say(cast.ada, f"Number {n}.")
    client = browser_of(cast.agora)
    first = client.get("/public")
    assert "Number 24." in first.content.decode()
    older = first.context["older"]
    second = client.get(older).content.decode()
    assert "Number 4." in second
    assert "Number 5." not in second
    assert "That is everything" in second
    assert client.get("/public?before=nonsense").status_code == 200


def test_new_posts_are_announced_in_one_line(cast, browser_of) -> None:
    with inside(cast.agora):
        first = say(cast.ada)
        say(cast.ada)
        follow(cast.cleo, cast.ada)
    client = browser_of(cast.agora, cast.cleo)
    for page in ("/public/new", "/home/new"):
        assert "1 new post" in client.get(f"{page}?since={first.pk}").content.decode()
        assert client.get(f"{page}?since=x").status_code == 200
        assert "new post" not in client.get(f"{page}?since={2**63 - 1}").content.decode()


def test_a_member_page_finds_any_capitals_and_refuses_the_gone(cast, browser_of) -> None:
    client = browser_of(cast.agora)
    assert client.get("/@ada/media").headers["Location"] == "/@Ada/media"
    assert client.get("/@nobody").status_code == 404
    with inside(cast.agora):
        state(cast.eli, "suspended")
    assert client.get("/@Eli").status_code == 404
    assert browser_of(cast.agora, cast.ben).get("/@Eli").status_code == 200


def test_across_a_block_a_member_page_is_empty(cast, browser_of) -> None:
    with inside(cast.agora):
        say(cast.ada)
        block(cast.ada, cast.cleo)
    page = browser_of(cast.agora, cast.cleo).get("/@Ada")
    assert "Good morning." not in page.content.decode()


def test_feeds_carry_open_words_with_whole_addresses(cast, browser_of) -> None:
    with inside(cast.agora):
        say(cast.ada, "Hello @Ben <b>")
    feed = browser_of(cast.agora).get("/public/feed.atom")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert f"{cast.agora.url}/@Ben" in feed.content.decode()
    assert browser_of(cast.agora).get("/@Nobody/feed.atom").status_code == 404


def test_search_is_bounded(cast, browser_of, monkeypatch) -> None:
    from squares.web.talk import search

    monkeypatch.setattr(search, "SEARCHES_A_MINUTE", 1)
    client = browser_of(cast.agora)
    assert client.get("/search?q=" + "x" * 5000).status_code == 200
    assert client.get("/search?q=x").status_code == 429


def test_visitors_of_one_line_share_their_searches(browser_of, cast, monkeypatch):
    from squares.web.talk import search

    monkeypatch.setattr(search, "SEARCHES_A_MINUTE", 1)
    client = browser_of(cast.agora)
    answers = [
        client.get("/search?q=x", REMOTE_ADDR=f"2001:db8:1:2::{number}").status_code
        for number in (1, 2)
    ]
    assert answers == [200, 429]
