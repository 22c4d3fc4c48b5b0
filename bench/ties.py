"""Who follows whom: a power law with one very popular member, drawn the same each time."""

import math
import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate

from bench.sizes import Size

# Members with a part to play, by their number; everybody else is drawn by lot.
CELEBRITY, READER, AUTHOR = 0, 1, 2

Follow = tuple[int, int]  # who reads, who is read


def followers_by_member(size: Size, lot: random.Random) -> list[int]:
    """Return how many followers each member has; the sum is exactly `size.follows`."""
    counts = _falling(size)
    ranked = list(range(1, size.members))
    lot.shuffle(ranked)
    # Neither the reader nor the author is one of the popular: both stand in the middle.
    for part, member in enumerate((READER, AUTHOR)):
        middle = len(ranked) // 2 + part
        place = ranked.index(member)
        ranked[place], ranked[middle] = ranked[middle], ranked[place]
    result = [0] * size.members
    result[CELEBRITY] = size.celebrity
    for member, count in zip(ranked, counts, strict=True):
        result[member] = count
    return result


def draw_follows(size: Size, followers: Sequence[int], lot: random.Random) -> list[Follow]:
    """Return every follow once: as many to each as `followers` says, and the reader's own."""
    reads = _chosen_by_reader(size, followers, lot)
    sociable = [lot.lognormvariate(0, 0.6) for _ in range(size.members)]
    sociable[READER] = 0.0
    choose = _Lots(sociable, lot)
    follows: list[Follow] = []
    for target, count in enumerate(followers):
        own = target in reads
        sources = choose.several(count - own, but=target)
        if own:
            sources.append(READER)
        follows += [(source, target) for source in sources]
    lot.shuffle(follows)
    return follows


class _Lots:
    """Draws several different members, the sociable more often."""

    def __init__(self, weights: Sequence[float], lot: random.Random) -> None:
        self._weights, self._lot = weights, lot
        self._sums = list(accumulate(weights))

    def several(self, count: int, *, but: int) -> list[int]:
        """Return different members, never `but`."""
        if count > len(self._weights) // 8:
            return self._most(count, but)
        found: dict[int, None] = {}
        while len(found) < count:
            drawn = bisect(self._sums, self._lot.random() * self._sums[-1])
            if drawn != but:
                found[drawn] = None
        return list(found)

    def _most(self, count: int, but: int) -> list[int]:
        """Draw nearly everybody, where trying again and again would not end."""
        # Efraimidis and Spirakis, 2006: the largest of u^(1/w) are a weighted sample.
        keys = [
            (math.log(self._lot.random() or 1e-300) / weight, member)
            for member, weight in enumerate(self._weights)
            if weight and member != but
        ]
        keys.sort(reverse=True)
        return sorted(member for _key, member in keys[:count])


def _chosen_by_reader(size: Size, followers: Sequence[int], lot: random.Random) -> set[int]:
    """Return whom the reader follows: the celebrity, and others by how popular they are."""
    choose = _Lots([float(count) for count in followers], lot)
    others = choose.several(size.reader_follows, but=READER)
    return {CELEBRITY, *[one for one in others if one != CELEBRITY][: size.reader_follows - 1]}


def _falling(size: Size) -> list[int]:
    """Return the followers of all but the celebrity, most first: m·(n/2 + b)/(r + b) at rank r.

    b is what makes the sum right, so that mean and median are both as wished.
    """
    ranks, total = size.members - 1, size.follows - size.celebrity
    low, high = 0.001, float(ranks * 100)
    for _ in range(200):
        offset = math.sqrt(low * high)
        if sum(_exact(size, ranks, offset)) > total:
            low = offset
        else:
            high = offset
    exact = _exact(size, ranks, high)
    counts = [int(value) for value in exact]
    missing = total - sum(counts)
    by_rest = sorted(range(ranks), key=lambda rank: (counts[rank] - exact[rank], rank))
    for rank in by_rest[:missing]:
        counts[rank] += 1
    return counts


def _exact(size: Size, ranks: int, offset: float) -> list[float]:
    scale = size.median_followers * (ranks / 2 + offset)
    return [scale / (rank + offset) for rank in range(1, ranks + 1)]
