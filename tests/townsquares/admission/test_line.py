"""The line is bounded, gives up what the table says first, and lets squares take turns."""

import pytest

from townsquares.admission.line import Bounds, Line, Ticket
from townsquares.admission.order import Rank, rank_of


def _ticket(square: str = "agora", rank: Rank = Rank.READING, since: float = 0.0) -> Ticket:
    return Ticket(square, rank, since)


def _fill(line: Line, square: str, rank: Rank = Rank.READING) -> list[Ticket]:
    """Let a square's requests come until one finds no place."""
    joined = []
    while line.join(ticket := _ticket(square, rank)):
        joined.append(ticket)
    return joined


def _turns(line: Line, running: Ticket, *, costs: dict[str, float], count: int) -> list[str]:
    """Finish one request after another, and tell whose came next."""
    order = []
    for _turn in range(count):
        running = line.done(running, seconds=costs[running.square])
        order.append(running.square)
    return order


def test_a_free_slot_is_given_at_once() -> None:
    ticket = _ticket()
    assert Line(Bounds(slots=1)).join(ticket)
    assert ticket.called


def test_a_square_never_holds_the_last_slot() -> None:
    line = Line(Bounds(slots=2))
    first, second, other = _ticket("agora"), _ticket("agora"), _ticket("forum")
    for ticket in (first, second, other):
        assert line.join(ticket)
    assert (first.called, second.called, other.called) == (True, False, True)
    assert line.done(first, seconds=0.001) is second


@pytest.mark.parametrize(
    ("rank", "places"), [(Rank.TIMELINE, 10), (Rank.READING, 15), (Rank.WORDS, 20)]
)
def test_a_square_has_half_of_the_places_of_a_rank(rank, places) -> None:
    line = Line(Bounds(slots=1, places=40))
    assert len(_fill(line, "agora", rank)) == 1 + places
    assert not line.may_join("agora", rank)
    assert line.may_join("forum", rank)


def test_the_whole_is_bounded_too() -> None:
    line = Line(Bounds(slots=1, places=40))
    for number in range(50):
        _fill(line, f"square-{number}", Rank.WORDS)
    assert line.waiting == 40
    assert not line.may_join("one more", Rank.WORDS)


def test_timelines_are_given_up_first_and_words_last() -> None:
    line = Line(Bounds(slots=1, places=40))
    _fill(line, "agora", Rank.TIMELINE)
    assert line.join(_ticket("agora", Rank.READING))
    _fill(line, "agora", Rank.READING)
    assert not line.may_join("agora", Rank.READING)
    assert line.join(_ticket("agora", Rank.WORDS))


def test_words_are_served_first_within_their_square() -> None:
    line = Line(Bounds(slots=1))
    running, read, said = _ticket(), _ticket(rank=Rank.TIMELINE), _ticket(rank=Rank.WORDS)
    for ticket in (running, read, said):
        line.join(ticket)
    assert line.done(running, seconds=0.001) is said
    assert line.done(said, seconds=0.001) is read


def test_a_flooded_square_keeps_no_other_out() -> None:
    line = Line(Bounds(slots=1, places=40))
    running = _fill(line, "flooded")[0]
    for _ in range(3):
        assert line.join(_ticket("quiet"))
    costs = {"flooded": 0.002, "quiet": 0.002}
    assert _turns(line, running, costs=costs, count=6).count("quiet") == 3
    assert line.may_join("quiet", Rank.READING)


def test_turns_are_by_time_and_not_by_number() -> None:
    line = Line(Bounds(slots=1, places=400, seconds=100))
    running = _fill(line, "heavy")[0]
    _fill(line, "light")
    order = _turns(line, running, costs={"heavy": 0.04, "light": 0.004}, count=44)
    assert 3 <= order.count("heavy") <= 5


def test_who_comes_late_has_saved_nothing_up() -> None:
    line = Line(Bounds(slots=1, places=400, seconds=100))
    waiting = _fill(line, "here")
    costs = {"here": 0.002, "late": 0.002}
    for ticket in waiting[:50]:
        line.done(ticket, seconds=costs["here"])
    _fill(line, "late")
    order = _turns(line, waiting[50], costs=costs, count=20)
    assert 9 <= order.count("late") <= 11


def test_work_is_bounded_by_time_where_requests_are_heavy() -> None:
    line = Line(Bounds(slots=1, places=400, seconds=2))
    for _ in range(60):  # the line learns what a request of this square takes
        ticket = _ticket("heavy")
        line.join(ticket)
        line.done(ticket, seconds=0.1)
    assert len(_fill(line, "heavy")) <= 1 + 9


def test_the_oldest_is_known() -> None:
    line = Line(Bounds(slots=1))
    assert line.oldest() is None
    for since in (1.0, 2.0, 3.0):
        line.join(_ticket(since=since))
    assert line.oldest() == 2.0


def test_nothing_is_kept_of_many_squares() -> None:
    line = Line(Bounds(slots=1))
    for number in range(2_000):
        ticket = _ticket(f"square-{number}")
        line.join(ticket)
        line.done(ticket, seconds=0.001)
    assert not line._queues
    assert (line.waiting, line.running) == (0, 0)


@pytest.mark.parametrize(
    ("method", "path", "rank"),
    [
        ("GET", "/", Rank.TIMELINE),
        ("GET", "/api/v1/timelines/home", Rank.TIMELINE),
        ("GET", "/api/v2/search", Rank.TIMELINE),
        ("GET", "/api/v1/trends/tags", Rank.TIMELINE),
        ("GET", "/api/v1/statuses/1", Rank.READING),
        ("GET", "/@ada", Rank.READING),
        ("POST", "/api/v1/statuses", Rank.WORDS),
        ("OPTIONS", "/api/v1/statuses", Rank.WORDS),
        ("POST", "/api/v1/reports", Rank.WORDS),
        ("GET", "/@ada/1/report", Rank.WORDS),
        ("GET", "/moderation/", Rank.WORDS),
        ("GET", "/account/login/", Rank.WORDS),
        ("GET", "/legal/notice", Rank.WORDS),
        ("GET", "/metrics", Rank.WORDS),
    ],
)
def test_each_request_has_its_rank(method, path, rank) -> None:
    assert rank_of(method, path) is rank
