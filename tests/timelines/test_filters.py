"""Which words meet a filter: decided the same for every text, whatever it holds."""

import re
import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commons import text
from squares.timelines.filters import (
    NOTHING_FILTERED,
    Context,
    FilterCard,
    FilteredPost,
    Keyword,
    matcher,
)

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORDS = st.text(min_size=1, max_size=12).filter(lambda words: text.folded(words).strip())


def card(*keywords, whole=False, number=1, **more):
    values = {
        "id": number,
        "title": f"Filter {number}",
        "contexts": frozenset({Context.HOME}),
        "action": "warn",
        "expires_at": None,
        "keywords": tuple(Keyword(n, word, whole) for n, word in enumerate(keywords)),
        "posts": (),
    }
    return FilterCard(**{**values, **more})


def meets(source, *keywords, whole=False):
    return bool(matcher([card(*keywords, whole=whole)]).filtered([source], at=AT))


@given(WORDS, st.text(max_size=40), st.text(max_size=40))
def test_a_keyword_is_found_wherever_it_stands(keyword, before, after):
    assert meets(f"{before} {keyword} {after}", keyword)


@given(WORDS, st.text(max_size=40))
@example("(.*", "a(.*b")
@example("[", "x")
@example("\\b", "\\b")
def test_no_keyword_is_a_pattern_and_none_breaks(keyword, source):
    for whole in (False, True):
        meets(source, keyword, whole=whole)
    assert not meets("nothing of the kind", ".*")


@given(
    st.text(alphabet=string.ascii_letters + "#- ", min_size=1, max_size=6)
    .map(str.strip)
    .filter(bool),
    st.text(alphabet=string.ascii_letters + "#-. ", max_size=60),
)
def test_whole_words_are_those_of_mastodon(keyword, source):
    """Its rule, for the letters whose borders both languages' patterns agree upon."""
    keyword, source = " ".join(keyword.split()), " ".join(source.split())
    before = r"\b" if keyword[0].isalnum() else ""
    after = r"\b" if keyword[-1].isalnum() else ""
    pattern = re.compile(before + re.escape(keyword) + after, re.IGNORECASE)
    assert meets(source, keyword, whole=True) == bool(pattern.search(source))


@given(
    st.text(alphabet=string.ascii_letters + " äöüßéñ", min_size=1, max_size=12).filter(str.strip)
)
def test_capitals_make_no_difference(keyword):
    assert meets(keyword.upper(), keyword)
    assert meets(keyword.lower(), keyword.upper())


@pytest.mark.parametrize(
    ("keyword", "source", "part", "whole"),
    [
        ("cat", "The CAT sat.", True, True),
        ("cat", "concatenate", True, False),
        ("cat", "a cat", True, True),
        ("cat", "cat_walk", True, False),
        ("#cat", "see#cats", True, False),
        ("#cat", "see#cat!", True, True),
        ("strasse", "STRAẞE", True, True),
        ("ﬁsh", "fish", True, True),
        ("новост", "Новости", True, False),
        ("новости", "все Новости!", True, True),
        ("क", "कि", True, False),  # a vowel sign belongs to its letter
        ("日本", "日本語", True, False),
        ("new york", "New\nYork", True, True),
        ("dog", "The cat sat.", False, False),
        ("c++", "I write C++.", True, True),
        ("ab", "aab ab", True, True),
    ],
)
def test_words_of_many_kinds(keyword, source, part, whole):
    assert meets(source, keyword) == part
    assert meets(source, keyword, whole=True) == whole


def test_parts_of_a_post_do_not_run_together():
    found = matcher([card("new york")])
    assert found.filtered(["a new", "york"], at=AT) == []
    assert len(found.filtered(["", "", "in New York"], at=AT)) == 1


def test_the_answer_names_what_met():
    one = card("cat", "dog", "bird")
    two = card(number=2, posts=(FilteredPost(id=9, post_id=70),))
    three = card("fish", number=3)
    found = matcher([one, two, three]).filtered(["cat and bird"], post_ids=(70, 71), at=AT)
    assert [(r.filter.id, r.keywords, r.post_ids) for r in found] == [
        (1, ("cat", "bird"), ()),
        (2, (), (70,)),
    ]


def test_a_filter_holds_in_its_places_and_until_its_end():
    soon = card("cat", expires_at=AT + timedelta(minutes=1))
    found = matcher([soon])
    assert found.filtered(["cat"], context=Context.HOME, at=AT)
    assert not found.filtered(["cat"], context=Context.PUBLIC, at=AT)
    assert not found.filtered(["cat"], context=Context.HOME, at=AT + timedelta(minutes=1))
    assert found.filtered(["cat"], at=AT)


def test_what_folds_to_nothing_meets_nothing():
    assert not meets("anything", " ")
    assert NOTHING_FILTERED.filtered(["anything"], at=AT) == []
