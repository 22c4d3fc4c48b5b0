"""What people say, answer, pass on and like over a month, drawn the same each time."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from bench import words
from bench.sizes import DAY, Size
from bench.ties import Follow

# How much is said in each hour of a day.
_HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 9, 9, 9, 9, 11, 10, 9, 9, 9, 10, 11, 12, 12, 10, 7, 4)
_RECENT = 2 * DAY
_SHORTEST, _LONGEST = 15, 480
_TYPICAL_LOG, _SPREAD = 5.1, 0.55  # e^5.1 is about 165; the mean of the distribution is 190


@dataclass(slots=True)
class Said:
    """One post.  at: seconds since the month began.  to: the number of the post it answers."""

    by: int
    at: float
    text: str
    to: int | None = None
    named: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody likes a post, or passes it on."""

    by: int
    post: int
    at: float


@dataclass
class Talk:
    """All of it, each in the order in which it happened."""

    posts: list[Said] = field(default_factory=list)
    boosts: list[Reaction] = field(default_factory=list)
    favourites: list[Reaction] = field(default_factory=list)


def talk(size: Size, follows: Sequence[Follow], lot: random.Random) -> Talk:
    """Draw a month of talk among people who follow one another."""
    circle = _Circle(size, follows)
    posts = _say_all(size, circle, lot)
    return Talk(
        posts,
        _react(size, size.boosts, circle, posts, lot),
        _react(size, size.favourites, circle, posts, lot),
    )


class _Circle:
    """Who reads whom, looked up from either side."""

    def __init__(self, size: Size, follows: Sequence[Follow]) -> None:
        self.read_by: list[list[int]] = [[] for _ in range(size.members)]
        self.reads: list[list[int]] = [[] for _ in range(size.members)]
        for source, target in follows:
            self.reads[source].append(target)
            self.read_by[target].append(source)


def _say_all(size: Size, circle: _Circle, lot: random.Random) -> list[Said]:
    """Draw the posts: who is read by many says more, and evenings are livelier than nights."""
    activity = [
        (1 + len(readers)) ** 0.5 * lot.lognormvariate(0, 1.0) for readers in circle.read_by
    ]
    authors = lot.choices(range(size.members), cum_weights=list(accumulate(activity)), k=size.posts)
    moments = sorted(_moments(size, lot))
    posts = [Said(by, at, "") for by, at in zip(authors, moments, strict=True)]
    answers = _answers(size, circle, posts, lot)
    for number, parent in answers.items():
        posts[number].to = parent
    _name_people(size, circle, posts, lot)
    _tag(size, posts, lot)
    for post in posts:
        post.text = words.say(_length(lot), lot)
    return posts


def _length(lot: random.Random) -> int:
    return max(_SHORTEST, min(_LONGEST, round(lot.lognormvariate(_TYPICAL_LOG, _SPREAD))))


def _moments(size: Size, lot: random.Random) -> Iterator[float]:
    hours = list(accumulate(_HOURS))
    for hour in lot.choices(range(24), cum_weights=hours, k=size.posts):
        yield lot.randrange(size.days) * DAY + (hour + lot.random()) * 3600


def _answers(
    size: Size, circle: _Circle, posts: Sequence[Said], lot: random.Random
) -> dict[int, int]:
    """Return which posts answer which: recent ones by people whom the author follows."""
    spoken: list[list[int]] = [[] for _ in range(size.members)]
    for number, post in enumerate(posts):
        spoken[post.by].append(number)
    later = [number for number, post in enumerate(posts) if post.at > DAY and circle.reads[post.by]]
    lot.shuffle(later)
    found: dict[int, int] = {}
    for number in later:
        if len(found) == size.replies:
            break
        parent = _heard(posts, circle.reads[posts[number].by], spoken, number, lot)
        if parent is not None:
            found[number] = parent
    if len(found) < size.replies:
        msg = f"only {len(found)} posts can answer another"
        raise ValueError(msg)
    return found


def _heard(
    posts: Sequence[Said],
    read: Sequence[int],
    spoken: Sequence[Sequence[int]],
    number: int,
    lot: random.Random,
) -> int | None:
    """Return a recent post of somebody who is read, by lot."""
    since = posts[number].at - _RECENT
    for author in lot.sample(read, k=min(8, len(read))):
        own = spoken[author]
        end = bisect_left(own, number)
        begin = bisect_left(own, since, 0, end, key=lambda one: posts[one].at)
        if begin < end:
            return own[lot.randrange(begin, end)]
    return None


def _name_people(size: Size, circle: _Circle, posts: list[Said], lot: random.Random) -> None:
    plain = [n for n, post in enumerate(posts) if post.to is None and circle.reads[post.by]]
    for number in lot.sample(plain, k=size.mentions - size.replies):
        posts[number].named = lot.choice(circle.reads[posts[number].by])


def _tag(size: Size, posts: list[Said], lot: random.Random) -> None:
    names = words.tag_names(size.tags)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(names))))
    for number in lot.sample(range(len(posts)), k=size.tagged):
        count = lot.choices((1, 2, 3), weights=(7, 2, 1))[0]
        drawn = lot.choices(names, cum_weights=weights, k=count)
        posts[number].tags = tuple(dict.fromkeys(drawn))


def _react(
    size: Size, count: int, circle: _Circle, posts: Sequence[Said], lot: random.Random
) -> list[Reaction]:
    """Draw reactions of readers to what they read, each to one post once."""
    weights = list(accumulate(len(circle.read_by[post.by]) ** 0.7 for post in posts))
    found: dict[tuple[int, int], Reaction] = {}
    while len(found) < count:
        for number in lot.choices(range(len(posts)), cum_weights=weights, k=count - len(found)):
            post = posts[number]
            by = lot.choice(circle.read_by[post.by])
            at = min(post.at + 30 + lot.expovariate(1 / 7200), size.seconds - lot.random())
            found.setdefault((by, number), Reaction(by, number, at))
    return sorted(found.values(), key=lambda reaction: reaction.at)
