"""Polls: reading and voting; a poll's number is its post's.

Source: https://docs.joinmastodon.org/methods/polls/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.poll import Poll, poll_of
from squares.api.v1.statuses import card_at
from squares.posts.actions.polls import vote
from squares.posts.errors import PollNotFound


class VoteParams(msgspec.Struct, kw_only=True):
    """Which answers are chosen: their places, from 0."""

    choices: list[int] = []


@endpoint("GET /api/v1/polls/:poll_id", scope="read:statuses", access="anyone")
def show(call: Call, poll_id: int) -> Poll:
    """Return a poll.  Cost: 2 statements."""
    return _poll(call, poll_id)


@endpoint("POST /api/v1/polls/:poll_id/votes", scope="write:statuses")
def choose(call: Call, poll_id: int, params: VoteParams) -> Poll:
    """Vote, once."""
    vote(by=call.by, post_id=poll_id, choices=params.choices, at=call.at)
    return _poll(call, poll_id)


def _poll(call: Call, poll_id: int) -> Poll:
    poll = card_at(call, poll_id).poll
    if poll is None or poll.id != poll_id:
        raise PollNotFound
    return poll_of(poll, call.reader)
