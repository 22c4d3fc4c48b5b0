"""Filters kept, changed and applied: each to its owner alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons import clock, events
from squares.members.actions.standing import leave
from squares.posts.actions.react import boost
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Visibility
from squares.timelines import actions, rules, sieving
from squares.timelines.actions import KeywordChange
from squares.timelines.errors import (
    FilterActionUnknown,
    FilterNotFound,
    FilterNowhere,
    FilterShared,
    FilterUntitled,
    KeywordInvalid,
    PostFilteredAlready,
    TooManyFilters,
)
from squares.timelines.events import FiltersChanged
from squares.timelines.filters import Context
from squares.timelines.models import Filter
from squares.timelines.threads import thread
from talk_cast import say

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


def make(by, *words, title="Spoilers", contexts=("home", "thread"), **more):
    keywords = [KeywordChange(keyword=word) for word in words]
    return actions.make_filter(
        by=by, title=title, contexts=contexts, keywords=keywords, at=AT, **more
    )


def shown(viewer, *posts, place=Context.HOME):
    cards = cards_for([post.pk for post in posts], viewer)
    return sieving.sieve(cards=cards, viewer=viewer, context=place, at=clock.now())


def test_a_filter_is_made_changed_and_given_up(cast):
    made = make(cast.cleo, "cat", " two  words ")
    assert [k.keyword for k in made.keywords] == ["cat", "two words"]
    cat, other = made.keywords
    changed = actions.change_filter(
        by=cast.cleo,
        filter_id=made.id,
        title=" Animals ",
        contexts=["public", "home", "public"],
        action="hide",
        expires_at=AT,
        keywords=[
            KeywordChange(id=cat.id, whole_word=True),
            KeywordChange(id=other.id, gone=True),
            KeywordChange(keyword="dog"),
        ],
        at=AT,
    )
    assert (changed.title, changed.contexts, changed.action, changed.expires_at) == (
        "Animals",
        {Context.HOME, Context.PUBLIC},
        "hide",
        AT,
    )
    assert [(k.keyword, k.whole_word) for k in changed.keywords] == [("cat", True), ("dog", False)]
    assert changed.keywords[0].id == cat.id
    later = actions.change_filter(by=cast.cleo, filter_id=made.id, expires_at=None, at=AT)
    assert (later.expires_at, later.keywords) == (None, changed.keywords)
    assert sieving.filters_of(cast.cleo) == [later]
    assert sieving.find_filter(member=cast.cleo, filter_id=made.id) == later
    actions.drop_filter(by=cast.cleo, filter_id=made.id, at=AT)
    assert sieving.filters_of(cast.cleo) == []


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"title": " "}, FilterUntitled),
        ({"title": "x" * 201}, FilterUntitled),
        ({"contexts": []}, FilterNowhere),
        ({"contexts": ["home", "everywhere"]}, FilterNowhere),
        ({"action": "burn"}, FilterActionUnknown),
        ({"keywords": [KeywordChange(keyword=" ")]}, KeywordInvalid),
        ({"keywords": [KeywordChange()]}, KeywordInvalid),
        ({"keywords": [KeywordChange(keyword="x" * 513)]}, KeywordInvalid),
        ({"keywords": [KeywordChange(id=5, keyword="x")]}, FilterNotFound),
        ({"keywords": [KeywordChange(keyword="x")] * 1001}, TooManyFilters),
    ],
)
def test_a_filter_that_cannot_be(cast, wrong, refusal):
    with pytest.raises(refusal):
        actions.make_filter(
            **{"by": cast.cleo, "title": "x", "contexts": ["home"], "at": AT, **wrong}
        )
    made = make(cast.cleo)
    with pytest.raises(refusal):
        actions.change_filter(by=cast.cleo, filter_id=made.id, at=AT, **wrong)
    assert sieving.filters_of(cast.cleo) == [made]


def test_filters_end_somewhere(cast):
    Filter.objects.bulk_create(
        Filter(member=cast.cleo, title="x", contexts=["home"]) for _ in range(rules.FILTERS_LIMIT)
    )
    with pytest.raises(TooManyFilters):
        make(cast.cleo)
    make(cast.eli)


def test_all_filters_together_hold_so_much(cast):
    words = [KeywordChange(keyword=f"word {n}") for n in range(rules.ENTRIES_LIMIT - 1)]
    actions.make_filter(by=cast.cleo, title="x", contexts=["home"], keywords=words, at=AT)
    made = make(cast.cleo, "one more")
    with pytest.raises(TooManyFilters):
        actions.add_keyword(by=cast.cleo, filter_id=made.id, keyword="too much", at=AT)
    with pytest.raises(TooManyFilters):
        actions.add_post(by=cast.cleo, filter_id=made.id, post_id=say(cast.ada).pk, at=AT)
    assert sieving.find_filter(member=cast.cleo, filter_id=made.id) == made


def test_nobody_touches_anothers_filter(cast):
    made = make(cast.cleo, "cat")
    post = say(cast.ada)
    entry = actions.add_post(by=cast.cleo, filter_id=made.id, post_id=post.pk, at=AT)
    for step in (
        lambda: sieving.find_filter(member=cast.eli, filter_id=made.id),
        lambda: sieving.find_by_keyword(member=cast.eli, keyword_id=made.keywords[0].id),
        lambda: sieving.find_by_post(member=cast.eli, entry_id=entry.id),
        lambda: actions.change_filter(by=cast.eli, filter_id=made.id, title="x", at=AT),
        lambda: actions.drop_filter(by=cast.eli, filter_id=made.id, at=AT),
        lambda: actions.add_keyword(by=cast.eli, filter_id=made.id, keyword="x", at=AT),
        lambda: actions.add_post(by=cast.eli, filter_id=made.id, post_id=post.pk, at=AT),
        lambda: actions.drop_post(by=cast.eli, filter_id=made.id, entry_id=entry.id, at=AT),
    ):
        with pytest.raises(FilterNotFound):
            step()
    assert sieving.filters_of(cast.eli) == []


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**40])
def test_what_is_no_id_finds_no_filter(cast, number):
    with pytest.raises(FilterNotFound):
        sieving.find_filter(member=cast.cleo, filter_id=number)
    with pytest.raises(FilterNotFound):
        sieving.find_by_keyword(member=cast.cleo, keyword_id=number)
    with pytest.raises(FilterNotFound):
        actions.drop_filter(by=cast.cleo, filter_id=number, at=AT)


def test_keywords_and_posts_are_found_by_their_own_numbers(cast):
    made, post = make(cast.cleo), say(cast.ada)
    keyword = actions.add_keyword(
        by=cast.cleo, filter_id=made.id, keyword="cat", whole_word=True, at=AT
    )
    entry = actions.add_post(by=cast.cleo, filter_id=made.id, post_id=post.pk, at=AT)
    found, same = sieving.find_by_keyword(member=cast.cleo, keyword_id=keyword.id)
    assert (found.id, same) == (made.id, keyword)
    found, same = sieving.find_by_post(member=cast.cleo, entry_id=entry.id)
    assert (found.id, same) == (made.id, entry)
    with pytest.raises(PostFilteredAlready):
        actions.add_post(by=cast.cleo, filter_id=made.id, post_id=post.pk, at=AT)
    assert shown(cast.cleo, post)[0].filtered_by == "Spoilers"
    actions.drop_post(by=cast.cleo, filter_id=made.id, entry_id=entry.id, at=AT)
    assert shown(cast.cleo, post)[0].filtered_by == ""


def test_what_one_cannot_see_one_cannot_filter(cast):
    made = make(cast.cleo)
    post = say(cast.ada, visibility=Visibility.MENTIONED)
    with pytest.raises(PostNotFound):
        actions.add_post(by=cast.cleo, filter_id=made.id, post_id=post.pk, at=AT)


def test_posts_are_warned_of_hidden_or_left(cast):
    cat, dog, own = say(cast.ada, "A cat."), say(cast.ada, "A dog."), say(cast.cleo, "My cat.")
    warned = say(cast.ada, "Nothing.", warning="cat")
    made = make(cast.cleo, "cat")
    assert [card.filtered_by for card in shown(cast.cleo, cat, dog, own, warned)] == [
        "Spoilers",
        "",
        "",
        "Spoilers",
    ]
    assert shown(cast.cleo, cat, place=Context.PUBLIC)[0].filtered_by == ""
    assert shown(cast.eli, cat)[0].filtered_by == ""
    assert shown(None, cat)[0].filtered_by == ""
    actions.change_filter(by=cast.cleo, filter_id=made.id, action="hide", at=AT)
    assert [card.id for card in shown(cast.cleo, cat, dog, own)] == [dog.pk, own.pk]


def test_a_filter_that_ended_meets_nothing(cast):
    post = say(cast.ada, "A cat.")
    make(cast.cleo, "cat", expires_at=clock.now() - timedelta(seconds=1))
    assert shown(cast.cleo, post)[0].filtered_by == ""


def test_a_boost_is_met_by_what_it_passes_on(cast):
    passed = boost(by=cast.ben, post_id=say(cast.ada, "A cat.").pk, at=clock.now())
    make(cast.cleo, "cat")
    assert shown(cast.cleo, passed)[0].filtered_by == "Spoilers"


def test_the_harder_filter_wins(cast):
    post = say(cast.ada, "A cat.")
    make(cast.cleo, "cat", title="Soft")
    assert shown(cast.cleo, post)[0].filtered_by == "Soft"
    make(cast.cleo, "cat", title="Hard", action="hide")
    assert shown(cast.cleo, post) == []


def test_the_api_hears_of_filters_of_every_place(cast):
    post = say(cast.ada, "A cat.")
    make(cast.cleo, "cat", contexts=["public"])
    (card,) = cards_for([post.pk], cast.cleo)
    found = sieving.results_for(cards=[card], viewer=cast.cleo, at=clock.now())
    assert [result.keywords for result in found[post.pk]] == [("cat",)]


def test_a_conversation_closes_around_what_is_hidden(cast):
    focus = say(cast.ada, "What do you keep?")
    first = say(cast.ben, "A cat.", in_reply_to=focus.pk)
    say(cast.eli, "Which one?", in_reply_to=first.pk)
    make(cast.cleo, "cat", action="hide")
    whole = thread(viewer=cast.cleo, post_id=focus.pk)
    now = sieving.sieve_thread(thread=whole, viewer=cast.cleo, at=clock.now())
    assert [branch.card.text for branch in now.replies] == ["Which one?"]
    below = thread(viewer=cast.cleo, post_id=first.pk)
    assert sieving.sieve_thread(thread=below, viewer=cast.cleo, at=AT).focus.id == first.pk


def test_filters_are_read_once_and_anew_when_they_change(cast):
    post = say(cast.ada, "A cat and a dog.")
    made = make(cast.cleo, "cat")
    (card,) = cards_for([post.pk], cast.cleo)

    def met():
        with CaptureQueriesContext(connection) as captured:
            found = sieving.results_for(cards=[card], viewer=cast.cleo, at=clock.now())
        return [r.keywords for r in found.get(post.pk, [])], len(captured)

    assert met() == ([("cat",)], 1)
    assert met() == ([("cat",)], 0)
    actions.add_keyword(by=cast.cleo, filter_id=made.id, keyword="dog", at=AT)
    assert met() == ([("cat", "dog")], 1)
    actions.drop_filter(by=cast.cleo, filter_id=made.id, at=AT)
    assert met() == ([], 1)


def test_a_change_is_told(cast, settled):
    facts = []
    events.listen(FiltersChanged)(facts.append)
    with settled():
        make(cast.cleo)
    events._listeners[FiltersChanged].remove(facts.append)
    assert facts == [FiltersChanged(member_id=cast.cleo.pk)]


def test_who_leaves_leaves_no_filters(cast, settled):
    make(cast.cleo, "cat")
    kept = make(cast.eli, "cat")
    leave(member=cast.cleo, at=AT)
    with settled():
        events.deliver_due()
    assert [row.pk for row in Filter.objects.all()] == [kept.id]


def test_old_apps_change_a_filter_by_its_one_keyword(cast):
    made = make(cast.cleo, "cat", title="cat")
    word = made.keywords[0].id
    changed = actions.change_single(
        by=cast.cleo, keyword_id=word, keyword="dog", contexts=["public"], action="hide", at=AT
    )
    assert (changed.title, changed.contexts, changed.action) == ("dog", {Context.PUBLIC}, "hide")
    assert [(k.id, k.keyword) for k in changed.keywords] == [(word, "dog")]
    actions.drop_keyword(by=cast.cleo, keyword_id=word, empty_too=True, at=AT)
    assert sieving.filters_of(cast.cleo) == []


@pytest.mark.parametrize(
    "change",
    [{"keyword": "dog"}, {"contexts": ["public"]}, {"action": "hide"}, {"expires_at": AT}],
)
def test_old_apps_do_not_change_what_keywords_share(cast, change):
    made = make(cast.cleo, "cat", "bird")
    word = made.keywords[0].id
    same = {"keyword": "cat", "contexts": ["thread", "home"], "action": "warn", "expires_at": None}
    with pytest.raises(FilterShared):
        actions.change_single(by=cast.cleo, keyword_id=word, at=AT, **{**same, **change})
    now = actions.change_single(by=cast.cleo, keyword_id=word, whole_word=True, at=AT, **same)
    assert [(k.keyword, k.whole_word) for k in now.keywords] == [("cat", True), ("bird", False)]
    assert now.title == "Spoilers"
    actions.drop_keyword(by=cast.cleo, keyword_id=word, empty_too=True, at=AT)
    assert len(sieving.filters_of(cast.cleo)) == 1
