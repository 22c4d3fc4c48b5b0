"""How often one may do one thing."""

import pytest

from commons import limits, recent
from commons.errors import TooMany


@pytest.mark.usefixtures("in_agora")
def test_what_goes_beyond_the_limit_is_refused(settings):
    limits.hit("bread", limit=1, seconds=60)
    with pytest.raises(TooMany):
        limits.hit("bread", limit=1, seconds=60)
    settings.THROTTLED = False  # a stand for clients' suites counts nothing
    limits.hit("bread", limit=1, seconds=60)


def _times_let_in(limit: int) -> int:
    for times in range(100):
        try:
            limits.hit("roll", limit=limit, seconds=60)
        except TooMany:
            return times
    return 100


@pytest.mark.usefixtures("in_agora")
def test_at_the_turn_of_two_windows_nobody_does_twice_as_much(monkeypatch):
    now = 6_000.0
    monkeypatch.setattr(limits.time, "time", lambda: now)
    now = 6_059.0
    assert _times_let_in(10) == 10
    now = 6_061.0
    assert _times_let_in(10) == 0
    now = 6_090.0  # half of what was done a window ago still counts
    assert _times_let_in(10) == 4  # with the one that was refused
    now = 6_190.0
    assert _times_let_in(10) == 10


@pytest.mark.usefixtures("in_agora")
def test_who_waits_as_told_is_let_in(monkeypatch):
    now = 6_010.0
    monkeypatch.setattr(limits.time, "time", lambda: now)
    assert _times_let_in(3) == 3
    with pytest.raises(TooMany) as refusal:
        limits.hit("roll", limit=3, seconds=60)
    now += refusal.value.params["retry_after"]
    limits.hit("roll", limit=3, seconds=60)


@pytest.mark.usefixtures("in_agora")
def test_a_bench_counts_like_any_other_and_lets_in(settings):
    settings.LIMITS_TIMES = 1_000_000
    for _ in range(3):
        limits.hit("cake", limit=1, seconds=60)
    left = [limits.spend({"cake": 2}, seconds=60).remaining for _ in range(3)]
    assert left == [1_999_999, 1_999_998, 1_999_997]


@pytest.mark.usefixtures("in_agora")
def test_a_budget_is_spent_to_the_last_and_no_further():
    found = [limits.spend({"tea": 65, "milk": 100}, seconds=60) for _ in range(70)]
    assert [budget.remaining for budget in found] == [*range(64, -1, -1), *[0] * 5]
    assert [budget.spent for budget in found] == [False] * 65 + [True] * 5


@pytest.mark.usefixtures("in_agora")
def test_what_one_process_took_another_has_not():
    first = limits.spend({"tea": 60}, seconds=60)
    recent.forget_everything()  # as another process, which knows nothing of the first
    others = [limits.spend({"tea": 60}, seconds=60) for _ in range(60)]
    assert first.remaining == 59
    assert others[0].remaining == 57
    assert [budget.spent for budget in others] == [False] * 58 + [True] * 2


@pytest.mark.usefixtures("in_agora")
def test_who_has_spent_all_asks_redis_no_more(monkeypatch):
    for _ in range(2):
        spent = limits.spend({"tea": 1}, seconds=60)
    assert spent.spent
    monkeypatch.setattr(limits, "line", None)
    assert limits.spend({"tea": 1}, seconds=60).spent


@pytest.mark.usefixtures("in_agora")
def test_what_nobody_may_do_is_refused_and_says_when_to_ask():
    with pytest.raises(TooMany):
        limits.hit("bread", limit=0, seconds=60)
