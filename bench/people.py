"""The members of a measured square: names, lines about themselves, tokens known beforehand."""

import hashlib
import random
from dataclasses import dataclass

from bench import words
from bench.sizes import Size
from commons.skeleton import skeleton

_GIVEN_WORDS = (
    "ada ben cleo dov eli fay gus hana ivo jana kofi lena maeve nils olga petra quinn rosa sami "
    "tove uma vera wim xenia yara zeno amos bela cora dina enzo frida gita hugo iris jonas kaya"
)
_GIVEN = _GIVEN_WORDS.split()
_FAMILY_WORDS = (
    "Abel Baker Castro Dahl Egger Fontaine Gruber Haddad Ivers Jansen Kaya Lindqvist Mori Novak "
    "Okafor Petrov Quist Rossi Silva Tanaka Umar Vogel Weber Yilmaz Zanetti"
)
_FAMILY = _FAMILY_WORDS.split()
PASSWORD = "a bench to sit on"  # noqa: S105 - of people who do not exist


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is."""

    handle: str
    name: str
    biography: str

    @property
    def email(self) -> str:
        """Where they would get letters."""
        return f"{self.handle}@example.org"


def draw_people(size: Size, lot: random.Random) -> list[Person]:
    """Return the members; no two look alike."""
    sayings = [words.say(lot.randint(20, 160), lot) for _ in range(60)]
    taken: set[str] = set()
    people: list[Person] = []
    for number in range(size.members):
        given = _GIVEN[number % len(_GIVEN)]
        handle = _free(given, number // len(_GIVEN), taken)
        name = f"{given.capitalize()} {lot.choice(_FAMILY)}"
        people.append(Person(handle, name, lot.choice(sayings)))
    return people


def token_of(size: Size, member: int) -> str:
    """Return the token by which a program may act for a member; the same each time."""
    return hashlib.sha256(f"bench:{size.name}:{size.seed}:{member}".encode()).hexdigest()


def _free(given: str, series: int, taken: set[str]) -> str:
    while True:
        handle = f"{given}_{series}" if series else given
        look = skeleton(handle)
        if look not in taken:
            taken.add(look)
            return handle
        series += 100_000
