"""Who hears what: the member's policy and its exceptions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squares.notifications.rules import (
    FILTERABLE,
    SQUARES_OWN,
    Kind,
    Policy,
    Reception,
    Standing,
    group_key,
    lone_id,
    reception,
)

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=400)
DEAF = Policy(*[Reception.DROP] * 5)
KNOWN = {"follows": True, "followed_at": LONG_AGO, "joined_at": LONG_AGO}


def heard(kind=Kind.MENTION, policy=None, **standing):
    standing = {"joined_at": LONG_AGO, **standing}
    return reception(kind, Standing(policy or Policy(), **standing), at=AT)


def lines(**named):
    return Policy(**dict.fromkeys(named, Reception.FILTER) | named)


def test_everybody_is_heard_at_first_but_the_silenced():
    assert heard() == "accept"
    assert heard(state="silenced") == "filter"
    assert heard(state="silenced", follows=True) == "accept"


@pytest.mark.parametrize(
    ("line", "caught", "passes"),
    [
        ("not_following", {}, {"follows": True}),
        ("not_followers", {}, {"followed_at": LONG_AGO}),
        ("not_followers", {"followed_at": AT - timedelta(days=2)}, {"followed_at": LONG_AGO}),
        ("new_accounts", {"joined_at": AT - timedelta(days=29)}, {"joined_at": LONG_AGO}),
        ("new_accounts", {"joined_at": AT - timedelta(days=2)}, {"follows": True}),
        ("private_mentions", {"visibility": "mentioned"}, {"visibility": "public"}),
        ("private_mentions", {"visibility": "mentioned"}, {"spoken": True}),
        ("limited_accounts", {"state": "silenced"}, {"state": "active"}),
    ],
)
@pytest.mark.parametrize("verdict", ["filter", "drop"])
def test_each_line_of_the_policy(line, caught, passes, verdict):
    policy = Policy(**{"limited_accounts": Reception.ACCEPT, line: Reception(verdict)})
    assert heard(policy=policy, **caught) == verdict
    assert heard(policy=policy, **caught | passes) == "accept"


def test_the_strictest_line_wins():
    policy = Policy(not_following=Reception.FILTER, new_accounts=Reception.DROP)
    assert heard(policy=policy, joined_at=AT) == "drop"


def test_moderators_and_people_chosen_pass_any_policy():
    assert heard(policy=DEAF) == "drop"
    assert heard(policy=DEAF, moderator=True) == "accept"
    assert heard(policy=DEAF, heard_always=True) == "accept"
    assert heard(policy=DEAF, **KNOWN) == "accept"


@pytest.mark.parametrize("kind", sorted(SQUARES_OWN))
def test_the_squares_own_news_always_arrives(kind):
    assert heard(kind, DEAF, apart=True, thread_muted=True) == "accept"


@pytest.mark.parametrize("kind", sorted(set(Kind) - SQUARES_OWN - FILTERABLE))
def test_what_one_brought_about_oneself_is_not_filtered(kind):
    assert heard(kind, DEAF) == "accept"


@given(
    kind=st.sampled_from(sorted(set(Kind) - SQUARES_OWN)),
    policy=st.builds(Policy, *[st.sampled_from(Reception)] * 5),
    standing=st.fixed_dictionaries(
        {
            "heard_always": st.booleans(),
            "follows": st.booleans(),
            "followed_at": st.none() | st.just(LONG_AGO),
            "moderator": st.booleans(),
            "state": st.sampled_from(["active", "silenced"]),
            "visibility": st.sampled_from(["public", "mentioned", ""]),
        }
    ),
    apart=st.booleans(),
)
def test_nobody_hears_whom_they_keep_apart_from_or_a_muted_conversation(
    kind, policy, standing, apart
):
    found = heard(kind, policy, **standing, apart=apart, thread_muted=not apart)
    assert found == "drop"


def test_news_alike_within_half_a_day_shares_a_key():
    noon = group_key(Kind.FAVOURITE, 7, at=AT)
    assert noon == group_key(Kind.FAVOURITE, 7, at=AT + timedelta(hours=11, minutes=59))
    assert noon != group_key(Kind.FAVOURITE, 7, at=AT + timedelta(hours=12))
    assert noon != group_key(Kind.FAVOURITE, 8, at=AT)
    assert noon != group_key(Kind.BOOST, 7, at=AT)
    assert group_key(Kind.FOLLOW, None, at=AT).startswith("follow-")
    assert group_key(Kind.MENTION, 7, at=AT) == ""


@pytest.mark.parametrize("key", ["ungrouped-", "ungrouped-x", "ungrouped-" + "9" * 30, "follow-7"])
def test_a_key_that_names_nothing_alone(key):
    assert lone_id(key) is None


def test_the_key_of_one_alone():
    assert lone_id("ungrouped-12") == 12
