"""What whoever wants to put load on a measured square needs to know, kept beside it in JSON."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

HOST = "plaza.bench.example"


@dataclass(frozen=True)
class Who:
    """A member, and a token that may do all that they may."""

    id: int
    handle: str
    token: str


@dataclass(frozen=True)
class Targets:
    """Where the square answers, who reads and writes there, and what there is.

    host: to be sent as `Host`, with `X-Forwarded-Proto: https`, to `address`:`port`.
    schema: of the square in Postgres.
    readers: tokens of 200 members.  reader: who follows 200.  celebrity: whom most follow.
    followers: tokens of those who follow the celebrity, 2,000 at most.
    """

    size: str
    address: str
    port: int
    streaming_port: int
    host: str
    schema: str
    headers: dict[str, str]
    members: int
    posts: int
    readers: list[str]
    reader: Who
    author: Who
    celebrity: Who
    celebrity_followers: int
    followers: list[str]
    statuses: list[int]
    accounts: list[int]


def write(targets: Targets, file: Path) -> None:
    """Write them for our eyes only: tokens are keys."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(targets), indent=1))
    unfinished.replace(file)


def read(file: Path) -> Targets:
    """Read what was written."""
    return msgspec.json.decode(file.read_bytes(), type=Targets)


def square_name(number: int) -> str:
    """Return the address of a square by its number; none looks like another."""
    letters = "bcdfghjkpqrstvxz"
    digits = []
    for _place in range(3):
        number, digit = divmod(number, len(letters))
        digits.append(letters[digit])
    return f"plaza-{'a'.join(digits)}a"
