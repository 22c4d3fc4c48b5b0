"""Answers that a reader has already are told by their tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.conditional import etag_of, is_unchanged

TAG = 'W/"00ff00ff00ff00ff"'


def test_a_tag_is_weak_and_says_what_the_body_says():
    assert etag_of(b"[]").startswith('W/"')
    assert etag_of(b"[]") == etag_of(b"[]")
    assert etag_of(b"[]") != etag_of(b"{}")


@pytest.mark.parametrize(
    "sent",
    [
        TAG,
        TAG.removeprefix("W/"),
        "*",
        " * ",
        f'"one", {TAG}',
        f'W/"one",{TAG},"two"',
        f'"a, b" , {TAG}',
        f'"", {TAG}',
        f'"é", {TAG}',
    ],
)
def test_it_is_unchanged(sent):
    assert is_unchanged(sent, TAG)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        " ",
        '"other"',
        "00ff00ff00ff00ff",
        'W/"00ff00ff00ff00ff',
        'W/"00FF00FF00FF00FF"',
        '"x00ff00ff00ff00ff"',
        '"*"',
        '*, "other"',
    ],
)
def test_it_is_another(sent):
    assert not is_unchanged(sent, TAG)


@given(st.binary(max_size=200), st.text(max_size=200))
def test_whatever_is_sent_is_read(body, sent):
    tag = etag_of(body)
    assert is_unchanged(sent, tag) in {True, False}
    assert is_unchanged(f'"other", {tag}', tag)
