"""Filters on pages: kept in the settings, and applied wherever posts are shown."""

import pytest

from squares.notifications.actions.tell import News, notify
from squares.notifications.rules import Kind
from squares.posts.actions.react import boost
from squares.timelines import actions, sieving
from squares.timelines.actions import KeywordChange
from talk_cast import NOON, follow, say
from tenants.context import inside

PAGE = "/settings/filters"
NEW = {
    "title": "Spoilers",
    "contexts": ["home", "public", "thread", "account"],
    "action": "warn",
    "ends": "",
    "new1": "cat",
    "new1_whole": "on",
}


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


def cards(cast, who=None):
    with inside(cast.agora):
        return sieving.filters_of(who or cast.cleo)


def test_a_filter_is_made_changed_and_removed(cleo, cast) -> None:
    assert "Nothing is filtered" in cleo.get(PAGE).content.decode()
    assert cleo.get(f"{PAGE}/new").status_code == 200
    assert cleo.post(f"{PAGE}/new", {**NEW, "new2": "dog"})["Location"] == PAGE
    (made,) = cards(cast)
    assert [(k.keyword, k.whole_word) for k in made.keywords] == [("cat", True), ("dog", False)]
    listing = cleo.get(PAGE).content.decode()
    for words in ("Spoilers", "cat", "Home and lists", "Warns"):
        assert words in listing
    cat, dog = made.keywords
    path = f"{PAGE}/{made.id}"
    assert 'value="cat"' in cleo.get(path).content.decode()
    change = {
        **NEW,
        "title": "Animals",
        "ends": "day",
        "new1": "bird",
        f"k{cat.id}": "",
        f"k{dog.id}": "dogs",
        f"k{dog.id}_whole": "on",
    }
    assert cleo.post(path, change)["Location"] == PAGE
    (changed,) = cards(cast)
    assert [(k.keyword, k.whole_word) for k in changed.keywords] == [("dogs", True), ("bird", True)]
    assert (changed.title, changed.expires_at is not None) == ("Animals", True)
    keep = {f"k{k.id}": k.keyword for k in changed.keywords}
    cleo.post(path, {**NEW, "new1": "", "ends": "keep", **keep})
    assert cards(cast)[0].expires_at == changed.expires_at
    cleo.post(path, {**NEW, "new1": "", "ends": "", **keep})
    assert cards(cast)[0].expires_at is None
    assert cleo.post(f"{path}/delete")["Location"] == PAGE
    assert cards(cast) == []


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"contexts": []}, {"contexts": ["x"]}, {"action": "burn"}, {"ends": "never"}],
)
def test_a_filter_that_cannot_be(cleo, cast, wrong) -> None:
    assert cleo.post(f"{PAGE}/new", {**NEW, **wrong}).status_code == 422
    assert cards(cast) == []


def test_nobody_sees_anothers_filter(cleo, browser_of, cast) -> None:
    cleo.post(f"{PAGE}/new", NEW)
    (made,) = cards(cast)
    eli, visitor = browser_of(cast.agora, cast.eli), browser_of(cast.agora)
    for path in (f"{PAGE}/{made.id}", f"{PAGE}/{made.id}/delete"):
        assert eli.post(path, NEW).status_code == 404
        assert visitor.post(path, NEW)["Location"].startswith("/account/login/")
    assert eli.get(f"{PAGE}/{made.id}").status_code == 404
    assert "Spoilers" not in eli.get(PAGE).content.decode()
    assert visitor.get(PAGE).status_code == visitor.get(f"{PAGE}/new").status_code == 302
    assert cards(cast) == [made]


def test_filters_cost_the_same(cleo, cast, costs_the_same) -> None:
    cleo.post(f"{PAGE}/new", NEW)
    costs_the_same(
        lambda: cleo.get(PAGE), more=lambda: [cleo.post(f"{PAGE}/new", NEW) for _ in range(9)]
    )


def filtered(cast, action="warn", *contexts):
    with inside(cast.agora):
        actions.make_filter(
            by=cast.cleo,
            title="Spoilers",
            contexts=contexts or NEW["contexts"],
            action=action,
            keywords=[KeywordChange(keyword="cat")],
            at=NOON,
        )


@pytest.mark.parametrize("path", ["/", "/public", "/tags/pets", "/@Ada", "/@Ada/replies"])
def test_posts_stand_behind_the_filter_or_are_not_there(cleo, browser_of, cast, path) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        say(cast.ada, "My cat. #pets")
        say(cast.ada, "My dog. #pets")
    filtered(cast)
    page = cleo.get(path).content.decode()
    assert page.count("Filtered: Spoilers") == 1
    assert "My cat." in page
    assert "Filtered" not in browser_of(cast.agora, cast.eli).get(path).content.decode()
    filtered(cast, "hide")
    page = cleo.get(path).content.decode()
    assert "My cat." not in page
    assert "My dog." in page


def test_a_page_whose_posts_are_all_hidden_still_leads_on(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        say(cast.ada, "At the beginning.")
        for _ in range(20):
            say(cast.ada, "A cat.")
    filtered(cast, "hide")
    page = cleo.get("/").content.decode()
    assert "Quiet here so far" not in page
    assert 'rel="next"' in page


def test_a_conversation_is_filtered_around_what_was_opened(cleo, cast) -> None:
    with inside(cast.agora):
        root = say(cast.ada, "A cat?")
        say(cast.ben, "The cat of the baker.", in_reply_to=root.pk)
        say(cast.eli, "Which baker?", in_reply_to=root.pk)
    filtered(cast, "hide")
    page = cleo.get(f"/@Ada/{root.pk}").content.decode()
    assert "A cat?" in page
    assert "The cat of the baker." not in page
    assert "Which baker?" in page


def test_a_boost_is_filtered_by_what_it_passes_on(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ben)
        boost(by=cast.ben, post_id=say(cast.ada, "My cat.").pk, at=NOON)
    filtered(cast, "warn", "home")
    assert "Filtered: Spoilers" in cleo.get("/").content.decode()
    assert "Filtered" not in cleo.get("/public").content.decode()


@pytest.mark.parametrize("path", ["/", "/public"])
def test_filtering_costs_no_more(cleo, cast, costs_the_same, path) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        say(cast.ada, "A cat.")
    filtered(cast)

    def more():
        with inside(cast.agora):
            for _ in range(15):
                say(cast.ada, "A cat.")

    costs_the_same(lambda: cleo.get(path), more=more)


def tell(cast, *texts):
    with inside(cast.agora):
        for text in texts:
            post = say(cast.ada, f"@cleo {text}")
            news = News(Kind.MENTION, actor_id=cast.ada.pk, post_id=post.pk)
            notify(member_ids=[cast.cleo.pk], news=news, at=NOON)


def test_news_of_filtered_posts_keeps_their_words_back(cleo, cast) -> None:
    tell(cast, "A cat.", "A dog.")
    filtered(cast, "warn", "notifications")
    page = cleo.get("/notifications").content.decode()
    assert page.count("Filtered: Spoilers") == 1
    assert "A cat." not in page
    assert "A dog." in page
    filtered(cast, "hide", "notifications")
    page = cleo.get("/notifications").content.decode()
    assert "Filtered" not in page
    assert page.count("mentioned you") == 1


def test_filtered_news_costs_the_same(cleo, cast, costs_the_same) -> None:
    tell(cast, "A cat.")
    filtered(cast, "warn", "notifications")
    more = ["A cat."] * 12
    costs_the_same(lambda: cleo.get("/notifications"), more=lambda: tell(cast, *more))
