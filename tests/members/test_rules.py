"""Handles, decided without looking anything up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.skeleton import skeleton
from squares.members import rules
from squares.members.errors import BiographyTooLong, HandleInvalid, HandleReserved, NameTooLong
from squares.members.models import Member
from tenants.models.square import Square


@pytest.mark.parametrize("handle", ["cleo", "Cleo_Marsh", "a", "x" * 30, "7of9", "_c_"])
def test_a_plain_handle_is_fine(handle):
    rules.check_handle(handle)


@pytest.mark.parametrize(
    "handle", ["", "x" * 31, "cleo marsh", "cléo", "cleo-m", "___", "cleo\n", "сleo", "a@b", "😀"]
)
def test_a_handle_with_other_characters_is_refused(handle):
    with pytest.raises(HandleInvalid):
        rules.check_handle(handle)


@pytest.mark.parametrize("handle", ["admin", "Admin", "ADM1N", "m0derator", "ste_ward", "r00t"])
def test_an_office_is_nobodys_handle(handle):
    with pytest.raises(HandleReserved):
        rules.check_handle(handle)


@given(st.text(alphabet="abcXYZ0189_", min_size=1, max_size=30))
def test_capitals_never_make_two_handles_of_one(handle):
    assert rules.handle_key(handle.upper()) == rules.handle_key(handle.lower())
    assert skeleton(handle.upper()) == skeleton(handle.lower())


@given(st.text(max_size=40))
def test_a_skeleton_is_its_own_skeleton(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cleo", "cIeo"),
        ("cleo", "c1eo"),
        ("cleo", "CLE0"),
        ("cleo", "cl_eo"),
        ("marta", "rnarta"),
        ("cleo", "сlео"),
        ("wanda", "vvanda"),
        ("helena", "hélena"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


def test_different_names_keep_different_skeletons():
    names = ["ada", "ben", "cleo", "dov", "eli", "fay", "maria", "marta", "mario", "jon", "john"]
    assert len({skeleton(name) for name in names}) == len(names)


def test_a_name_is_one_line_and_has_an_end():
    assert rules.clean_name("  Cleo \n Marsh ") == "Cleo Marsh"
    with pytest.raises(NameTooLong):
        rules.clean_name("x" * 61)


def test_a_link_in_a_biography_counts_little():
    rules.clean_biography("https://example.org/" + "x" * 600)
    with pytest.raises(BiographyTooLong):
        rules.clean_biography("x" * 501)


def test_a_link_of_a_megabyte_is_no_biography():
    with pytest.raises(BiographyTooLong):
        rules.clean_biography("https://example.org/" + "x" * 1_000_000)


@pytest.mark.parametrize(
    ("registration", "invited", "state"),
    [
        (Square.Registration.OPEN, False, Member.State.ACTIVE),
        (Square.Registration.APPROVAL, False, Member.State.PENDING),
        (Square.Registration.APPROVAL, True, Member.State.ACTIVE),
        (Square.Registration.INVITATION, True, Member.State.ACTIVE),
    ],
)
def test_who_waits_after_confirming(registration, invited, state):
    member = Member(invitation_id=1 if invited else None)
    assert rules.state_after_confirming(member, registration) == state
