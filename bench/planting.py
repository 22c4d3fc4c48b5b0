"""From an empty platform to one open square with a month of talk in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import User
from bench import checking, people, targets, ties
from bench.copying import copy, tidy
from bench.drawing import Drawn, draw, lot_of
from bench.loading import Load, Loaded, Say
from bench.moments import Moments
from bench.sizes import SIZES, Size
from bench.targets import Targets, Who
from commons import clock
from squares.clients import rules as clients
from squares.clients.actions import register_app
from squares.clients.models import AccessToken
from tenants import actions as tenants
from tenants import indexes, usage
from tenants.context import inside, outside
from tenants.models.foundation import Officer
from tenants.models.square import Square
from tenants.rules import Hand

SLUG = targets.HOST.partition(".")[0]
SYSTEM = "system"
EVERYTHING = ("read", "write", "follow", "push", "profile")
READERS, STATUSES, ACCOUNTS, FOLLOWERS = 200, 500, 300, 2_000
FULL_PAGE = 20
_OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def plant(size_name: str, file: Path, *, ports: tuple[int, int], say: Say) -> None:
    """Found the square, fill it, check it, open it, and write down what load can be put on.

    ports: of the pages and of the streaming program.
    """
    if not settings.BENCH_STAND:
        msg = "This is no stand for measuring: `make bench-serve` starts one."
        raise SystemExit(msg)
    size, at = SIZES[size_name], clock.now()
    drawn = draw(size)
    say(f"drawn: {size.members:,} members, {size.follows:,} follows, {size.posts:,} posts")
    with outside():
        square = _found(at)
    with inside(square):
        load = Load(drawn, Moments(at, size.days))
        loaded = load.write(say)
        indexes.complete(square)
        tidy()
        checking.check(size)
        chosen = _choose(drawn)
        _let_programs_in(size, loaded, chosen, at)
    _open(square, at)
    targets.write(_targets(drawn, loaded, chosen, square.schema_name, ports), file)


@dataclass(frozen=True)
class Chosen:
    """Who and what load is put on, by number in the set."""

    readers: list[int]
    followers: list[int]
    posts: list[int]
    authors: list[int]

    @property
    def members(self) -> list[int]:
        """Everybody who gets a token, once."""
        parts = (ties.READER, ties.AUTHOR, ties.CELEBRITY)
        return list(dict.fromkeys([*parts, *self.readers, *self.followers]))


def _choose(drawn: Drawn) -> Chosen:
    """Choose readers at random, posts of the last week, and authors whose page is full."""
    size, posts, lot = drawn.size, drawn.talk.posts, lot_of(drawn.size)
    followers = [source for source, target in drawn.follows if target == ties.CELEBRITY]
    week = next(n for n, post in enumerate(posts) if post.at > size.seconds * (1 - 7 / size.days))
    spoken = Counter(post.by for post in posts)
    talkative = sorted(member for member, count in spoken.items() if count >= FULL_PAGE)
    return Chosen(
        readers=lot.sample(range(ties.AUTHOR + 1, size.members), k=READERS),
        followers=lot.sample(followers, k=min(FOLLOWERS, len(followers))),
        posts=lot.sample(range(week, len(posts)), k=STATUSES),
        authors=lot.sample(talkative, k=min(ACCOUNTS, len(talkative))),
    )


def _let_programs_in(size: Size, loaded: Loaded, chosen: Chosen, at: datetime) -> None:
    """Give everybody chosen a token that is known beforehand."""
    made = register_app(name="Bench", redirect_uris=[_OUT_OF_BAND], wanted=EVERYTHING, at=at)
    copy(
        AccessToken,
        ("token_hash", "application_id", "member_id", "scopes", "issued_at"),
        (
            (
                clients.digest(people.token_of(size, member)),
                made.application.pk,
                loaded.members[member],
                list(EVERYTHING),
                at,
            )
            for member in chosen.members
        ),
    )


def _found(at: datetime) -> Square:
    user = User.objects.create_user("officer@example.org", people.PASSWORD)
    foundation = tenants.found_foundation(name="The bench", country="DE", by=user, at=at)
    request = tenants.FoundingRequest(
        name="Plaza", slug=SLUG, language="en", jurisdiction="DE", summary="A square to measure."
    )
    office = Officer.objects.get(foundation=foundation, user=user)
    return tenants.found_square(request=request, by=office, at=at)


def _open(square: Square, at: datetime) -> None:
    usage.measure(square, at=at)
    with outside():
        tenants.change_state(
            square=square, to=Square.State.OPEN, hand=Hand.OWNER, actor=SYSTEM, at=at
        )


def _targets(
    drawn: Drawn, loaded: Loaded, chosen: Chosen, schema: str, ports: tuple[int, int]
) -> Targets:
    size = drawn.size

    def who(member: int) -> Who:
        handle, token = drawn.people[member].handle, people.token_of(size, member)
        return Who(loaded.members[member], handle, token)

    return Targets(
        size=size.name,
        address="127.0.0.1",
        port=ports[0],
        streaming_port=ports[1],
        host=targets.HOST,
        schema=schema,
        headers={"Host": targets.HOST, "X-Forwarded-Proto": "https"},
        members=size.members,
        posts=size.posts,
        readers=[people.token_of(size, member) for member in chosen.readers],
        reader=who(ties.READER),
        author=who(ties.AUTHOR),
        celebrity=who(ties.CELEBRITY),
        celebrity_followers=size.celebrity,
        followers=[people.token_of(size, member) for member in chosen.followers],
        statuses=[loaded.posts[number] for number in chosen.posts],
        accounts=[loaded.members[number] for number in chosen.authors],
    )
