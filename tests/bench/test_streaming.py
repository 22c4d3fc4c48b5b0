"""What listening found is told beside its aims; ears hear from the real program."""

import pytest

from bench.streaming import Streams


@pytest.mark.parametrize(("share", "found"), [(0.5, 51.0), (0.99, 100.0), (1.0, 100.0)])
def test_a_share_of_all_deliveries(share: float, found: float) -> None:
    moments = [float(number) for number in range(1, 101)]
    streams = Streams("events", 100, 100, 5.4, moments, moments, 20.0)
    assert streams.at(share, of=moments) == found
