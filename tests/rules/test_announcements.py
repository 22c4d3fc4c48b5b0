"""What counts as an emoji, and how long an announcement is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squares.charter import rules

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "emoji",
    ["👍", "❤", "❤️", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "#⃣", "☕", "⚖️", "©", "🫶🏿"],
)
def test_an_emoji_is_one(emoji: str):
    assert rules.is_emoji(emoji)


@pytest.mark.parametrize(
    "text",
    ["", "a", "ok", "👍👍", "👍 ", "1", "#", "🇩", "‍", "️", "<b>", "👍x", ":party:", "é", "中", "👍‍"],
)
def test_what_is_no_emoji_or_more_than_one_is_not(text: str):
    assert not rules.is_emoji(text)


@given(st.text(max_size=80))
def test_an_emoji_holds_nothing_that_could_be_markup(text: str):
    assert not (rules.is_emoji(text) and set(text) & set("<>&\"' :/"))


def test_a_long_chain_of_emoji_is_none():
    assert not rules.is_emoji("‍".join("👩" * 40))


def test_spellings_of_one_reaction_meet():
    assert rules.reaction_key("❤️") == rules.reaction_key("❤")


def test_shortcodes_are_named_whole():
    text = "Hello :wave: and :wave:, not http://x:80:81, 12:30:45 or :a: but :party_parrot:!"
    assert rules.shortcodes_in(text) == ("wave", "party_parrot")


def test_whole_days_last_to_their_evening():
    assert rules.shown_until(ends_at=NOON, all_day=False) == NOON
    assert rules.shown_until(ends_at=NOON, all_day=True) == NOON + timedelta(days=1)
    assert rules.shown_until(ends_at=None, all_day=True) is None


@pytest.mark.parametrize(
    ("starts", "ends", "all_day", "sense"),
    [
        (None, None, False, True),
        (NOON, None, False, True),
        (NOON + HOUR, NOON + 2 * HOUR, False, True),
        (NOON + HOUR, NOON + HOUR, False, True),
        (NOON + 2 * HOUR, NOON + HOUR, False, False),
        (None, NOON, False, False),
        (None, NOON - HOUR, True, True),
        (NOON - 50 * HOUR, NOON - 25 * HOUR, True, False),
        (None, NOON.replace(year=9999, month=12, day=31), True, False),
        (NOON.replace(year=1), None, False, False),
    ],
)
def test_what_is_announced_ends_after_it_begins(starts, ends, all_day: bool, sense: bool):
    told = rules.times_make_sense(starts_at=starts, ends_at=ends, all_day=all_day, at=NOON)
    assert told is sense
