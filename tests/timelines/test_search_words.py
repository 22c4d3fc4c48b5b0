"""What is typed into a search is read into wishes, whatever is typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squares.timelines.search_words import (
    Address,
    Wishes,
    address_in,
    is_elsewhere,
    read_wishes,
)

HOSTS = frozenset({"agora.example", "agora.example:8000"})


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "wishes"),
    [
        ("open market", Wishes(words=("open", "market"))),
        ('"open market" -closed', Wishes(words=("open market",), without=("closed",))),
        ("from:@Ada market", Wishes(words=("market",), author="Ada")),
        ("-from:Ada x", Wishes(words=("x",), not_author="Ada")),
        ("has:media has:poll", Wishes(has=frozenset({"media", "poll"}))),
        ("-has:media is:reply", Wishes(lacks=frozenset({"media"}), kinds=frozenset({"reply"}))),
        ("language:DE x", Wishes(words=("x",), language="de")),
        ("during:2026-06-01", Wishes(since=day(6, 1), until=day(6, 2))),
        ("after:2026-06-01 before:2026-07-01", Wishes(since=day(6, 2), until=day(7, 1))),
        ("in:library x", Wishes(words=("x",), where="library")),
        ("has:cats", Wishes(words=("has:cats",))),
        ("before:tomorrow", Wishes(words=("before:tomorrow",))),
        ("- a-b", Wishes(words=("-", "a-b"))),
    ],
)
def test_operators(typed, wishes) -> None:
    assert read_wishes(typed) == wishes


@given(st.text(max_size=200))
def test_anything_can_be_typed(typed: str) -> None:
    read_wishes(typed)
    address_in(typed, hosts=HOSTS)
    is_elsewhere(typed)


def test_nothing_asked_is_nothing() -> None:
    assert read_wishes("  ").nothing
    assert read_wishes("-x language:de").nothing
    assert not read_wishes("is:reply").nothing


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://agora.example/@Ada", Address("Ada", None)),
        ("https://agora.example:8000/@Ada/123", Address("Ada", 123)),
        ("http://AGORA.example/users/Ada/statuses/5/", Address("Ada", 5)),
        ("@Ada@agora.example", Address("Ada", None)),
        ("Ada@AGORA.example", Address("Ada", None)),
        ("https://agora.example/about", None),
        ("https://agora.example/@Ada/123/history", None),
        ("https://forum.example/@Ada", None),
        ("@Ada@forum.example", None),
        ("@Ada", None),
        ("http://[agora.example/@Ada", None),
    ],
)
def test_addresses_of_this_square(typed, address) -> None:
    assert address_in(typed, hosts=HOSTS) == address


def test_addresses_elsewhere() -> None:
    assert is_elsewhere("@Ada@forum.example")
    assert is_elsewhere("https://forum.example/@Ada")
    assert not is_elsewhere("a @ b")
    assert not is_elsewhere("see https://x.example now")
