"""Decisions about money hold for all inputs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from billing import money, rules

FAILED = datetime(2026, 3, 1, 12, tzinfo=UTC)
later = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60))
limits = st.dictionaries(st.sampled_from(["squares", "members", "domains"]), st.integers(0, 10**9))


@given(later, later)
def test_letters_never_grow_fewer(one, other):
    early, late = sorted([one, other])
    assert rules.letters_due(FAILED, now=FAILED + early) <= rules.letters_due(
        FAILED, now=FAILED + late
    )


@given(later)
def test_every_letter_comes_before_the_end_of_grace(passed):
    if rules.has_lapsed(FAILED, now=FAILED + passed):
        assert rules.letters_due(FAILED, now=FAILED + passed) == len(rules.LETTER_DAYS)
    assert rules.letters_due(FAILED, now=FAILED + passed) >= 1


@given(later, st.sampled_from(["past_due", "unpaid"]))
def test_grace_holds_exactly_until_it_lapses(passed, state):
    now = FAILED + passed
    assert rules.still_holds(state, FAILED, now=now) == (now < rules.lapses_at(FAILED))


@given(st.sampled_from(["active", "trialing"]), later)
def test_who_pays_has_it(state, passed):
    assert rules.still_holds(state, None, now=FAILED + passed)


@pytest.mark.parametrize("state", ["canceled", "incomplete", "incomplete_expired", "paused", ""])
def test_who_does_not_has_not(state):
    assert not rules.still_holds(state, None, now=FAILED)


@given(st.lists(limits, min_size=1))
def test_the_strongest_is_never_less_than_any(many):
    best = rules.strongest(many)
    assert all(best[name] >= limit for each in many for name, limit in each.items())


@given(limits, limits)
def test_what_fits_is_within_every_limit(allowed, used):
    misfits = rules.what_does_not_fit(allowed, used)
    assert all(used[name] > allowed[name] for name in misfits)
    assert all(used.get(name, 0) <= allowed[name] for name in set(allowed) - set(misfits))


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_share_is_a_share(used, limit):
    assert 0 <= rules.share(used, limit) <= 1


def test_plans_grow():
    for smaller, larger in zip(rules.PLANS, rules.PLANS[1:], strict=False):
        assert smaller.price_cents < larger.price_cents
        assert not rules.what_does_not_fit(larger.limits, smaller.limits)
        assert set(smaller.limits) == set(larger.limits)
    assert rules.PLANS[0].code == rules.FREE
    assert rules.PLANS[0].price_cents == 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "€1,234.50"),
        ("de", "1.234,50\u00a0€"),
        ("fr", "1\u202f234,50\u00a0€"),
        ("nl", "€\u00a01.234,50"),
        ("ja", "€1,234.50"),
    ],
)
def test_money_is_written_as_people_do(language, text):
    with translation.override(language):
        assert money.written(123450, "EUR").replace("\u00a0234", "\u202f234") == text


def test_price_tags_are_short():
    with translation.override("en"):
        assert money.written(1900, "EUR", short=True) == "€19"
        assert money.written(1950, "EUR", short=True) == "€19.50"
        assert money.written(-500, "EUR") == "−€5.00"
