"""Names that look alike share a skeleton."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.skeleton import skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("forum", "F0RUM"),
        ("modern", "rnodem"),
        ("view", "vievv"),
        ("ill", "1l1"),
        ("agora", "аgоrа"),  # Cyrillic а and о
        ("pho", "ρhο"),  # Greek ρ and ο
        ("town-square", "town_square"),
        ("café", "cafe"),
        ("agora", "ＡＧＯＲＡ"),
        ("agora", "a\u200bgora"),
        ("42", "٤٢"),
    ],
)
def test_names_that_look_alike_meet(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("agora", "forum"), ("cat", "cot"), ("日本", "日木")])
def test_names_that_differ_stay_apart(one, other):
    assert skeleton(one) != skeleton(other)


@given(st.text(max_size=40))
def test_twice_is_once(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", max_size=40))
def test_it_fits_twice_the_length_of_an_ascii_name(text):
    assert len(skeleton(text)) <= 2 * len(text)
