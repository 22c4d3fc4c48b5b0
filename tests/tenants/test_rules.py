"""Names that may be addresses, and the life of a square, decided without I/O."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.skeleton import skeleton
from tenants import rules
from tenants.models.square import Square
from tenants.rules import Hand

State = Square.State
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


@pytest.mark.parametrize("slug", ["agora", "a1b", "leipzig-ost", "x" * 40, "123", "le-forum"])
def test_address_is_taken(slug):
    assert not rules.reason_not_to_be_an_address(slug)


@pytest.mark.parametrize(
    ("slug", "word"),
    [
        ("", "between 3 and 40"),
        ("ab", "between 3 and 40"),
        ("x" * 41, "between 3 and 40"),
        ("Agora", "small letters"),
        ("ago ra", "small letters"),
        ("-agora", "small letters"),
        ("agora-", "small letters"),
        ("ago--ra", "small letters"),
        ("ago_ra", "small letters"),
        ("ago.ra", "small letters"),
        ("bücher", "other scripts"),
        ("аgora", "other scripts"),  # Cyrillic а
        ("xn--bcher-kva", "other scripts"),
        ("ops", "kept for the platform"),
        ("www", "kept for the platform"),
        ("static", "kept for the platform"),
        ("0ps", "looks too much"),
        ("adrnin", "looks too much"),
        ("vvvvvv", "looks too much"),
        ("loca1host", "looks too much"),
    ],
)
def test_address_is_refused_with_its_reason(slug, word):
    assert word in str(rules.reason_not_to_be_an_address(slug))


@given(st.text(max_size=60))
def test_whatever_is_taken_is_a_host_label_and_a_schema(text):
    if not rules.reason_not_to_be_an_address(text):
        assert text.encode("ascii").decode("idna") == text
        assert 3 <= len(text) <= 40
        assert rules.schema_of(text).replace("_", "").isalnum()
        assert len(skeleton(text)) <= 80


@given(st.sampled_from(sorted(rules.RESERVED)), st.data())
def test_no_look_alike_of_a_reserved_name_is_taken(name, data):
    twins = {"o": "0", "l": "1i", "i": "1l", "m": ["rn"], "w": ["vv"]}
    typed = "".join(data.draw(st.sampled_from([c, *twins.get(c, [])])) for c in name)
    assert rules.reason_not_to_be_an_address(typed)


@given(
    st.text(alphabet=LETTERS, min_size=1, max_size=40),
    st.text(alphabet=LETTERS, min_size=1, max_size=40),
)
def test_two_addresses_share_a_schema_only_when_they_share_a_skeleton(one, other):
    if rules.schema_of(one) == rules.schema_of(other):
        assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("before", "after", "hands"),
    [
        (State.FOUNDING, State.OPEN, {Hand.OWNER, Hand.MANAGER, Hand.SYSTEM}),
        (State.OPEN, State.READ_ONLY, set(Hand)),
        (State.OPEN, State.SUSPENDED, {Hand.OPERATOR}),
        (State.SUSPENDED, State.OPEN, {Hand.OPERATOR}),
        (State.OPEN, State.CLOSING, {Hand.OWNER}),
        (State.CLOSING, State.OPEN, {Hand.OWNER}),
        (State.CLOSING, State.CLOSED, {Hand.OPERATOR, Hand.SYSTEM}),
        (State.CLOSED, State.OPEN, set()),
        (State.OPEN, State.FOUNDING, set()),
        (State.OPEN, State.CLOSED, set()),
    ],
)
def test_step_is_for_these_hands_only(before, after, hands):
    assert {hand for hand in Hand if rules.may_become(before, after, hand=hand)} == hands


@given(st.sampled_from(list(State)), st.sampled_from(list(Hand)))
def test_steps_on_offer_are_the_steps_allowed(before, hand):
    offered = rules.next_states(before, hand=hand)
    assert before not in offered
    assert set(offered) == {s for s in State if rules.may_become(before, s, hand=hand)}


def test_no_officer_leaves_a_suspension_or_a_closed_square():
    for hand in (Hand.OWNER, Hand.MANAGER, Hand.SYSTEM):
        assert rules.next_states(State.SUSPENDED, hand=hand) == ()
        assert rules.next_states(State.CLOSED, hand=hand) == ()


def test_every_state_is_reached_and_closed_is_the_end():
    reached, waiting = {State.FOUNDING}, [State.FOUNDING]
    while waiting:
        here = waiting.pop()
        for before, after in rules.TRANSITIONS:
            if before == here and after not in reached:
                reached.add(after)
                waiting.append(after)
    assert reached == set(State)


def test_treasurer_moves_nothing():
    assert rules.hand_of("treasurer") is None
    assert not rules.may_manage("treasurer")
    assert rules.may_manage("owner")
    assert rules.may_manage("manager")


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("Talk.Example.ORG", "talk.example.org"),
        ("talk.example.org.", "talk.example.org"),
        ("talk.example.org:8000", "talk.example.org"),
        ("talk.example.org.:8000", "talk.example.org"),
        ("[::1]:8000", "[::1]"),
        ("[::1]", "[::1]"),
        (" talk.example.org ", "talk.example.org"),
        ("", ""),
    ],
)
def test_host_is_tidied(typed, host):
    assert rules.tidy_host(typed) == host


@pytest.mark.parametrize("host", ["talk.example.org", "a.de", "x-y.example.co.uk"])
def test_domain_may_be_connected(host):
    assert not rules.reason_not_to_connect(host, apex="squares.example")


@pytest.mark.parametrize(
    "host",
    [
        "squares.example",
        "agora.squares.example",
        "localhost",
        "intra",
        "printer.local",
        "db.internal",
        "127.0.0.1",
        "192.168.1.1",
        "[::1]",
        "-a.example.org",
        "a_b.example.org",
        "a..example.org",
        "bücher.example",
        "",
        "a/b.example.org",
        f"{'x' * 64}.example.org",
        ".".join(["abcdefgh"] * 40),
    ],
)
def test_domain_is_refused(host):
    assert rules.reason_not_to_connect(host, apex="squares.example")


@given(st.ip_addresses())
def test_private_addresses_are_not_outside(address):
    private = address.is_private or address.is_loopback or address.is_link_local
    if private or address.is_multicast or address.is_unspecified:
        assert not rules.is_outside(str(address))


def test_public_addresses_are_outside():
    assert rules.is_outside("93.184.215.14")
    assert rules.is_outside("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert not rules.is_outside("169.254.169.254")
    assert not rules.is_outside("::ffff:10.0.0.1")
    for carrier in ("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::127.0.0.1", "fec0::1"):
        assert not rules.is_outside(carrier)
