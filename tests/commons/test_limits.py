"""How often one may do one thing."""

import pytest

from commons import limits
from commons.errors import TooMany


@pytest.mark.usefixtures("in_agora")
def test_what_goes_beyond_the_limit_is_refused(settings):
    limits.hit("bread", limit=1, seconds=60)
    with pytest.raises(TooMany):
        limits.hit("bread", limit=1, seconds=60)
    settings.THROTTLED = False  # a stand for clients' suites counts nothing
    limits.hit("bread", limit=1, seconds=60)


@pytest.mark.usefixtures("in_agora")
def test_a_bench_counts_like_any_other_and_lets_in(settings):
    settings.LIMITS_TIMES = 1_000_000
    for _ in range(3):
        limits.hit("cake", limit=1, seconds=60)
    left = [limits.spend({"cake": 2}, seconds=60).remaining for _ in range(3)]
    assert left == [1_999_999, 1_999_998, 1_999_997]
