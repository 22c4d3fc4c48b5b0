"""A whole set: people, who follows whom, and a month of talk; the same each time."""

import random
from dataclasses import dataclass

from bench import people, talk, ties
from bench.people import Person
from bench.sizes import Size
from bench.talk import Talk
from bench.ties import Follow


@dataclass(frozen=True)
class Drawn:
    """One set."""

    size: Size
    people: list[Person]
    follows: list[Follow]
    talk: Talk


def lot_of(size: Size) -> random.Random:
    """Return the lots of a size, at their beginning."""
    return random.Random(size.seed)


def draw(size: Size) -> Drawn:
    """Draw a set.  Cost: about 2 s for the small one."""
    lot = lot_of(size)
    persons = people.draw_people(size, lot)
    follows = ties.draw_follows(size, ties.followers_by_member(size, lot), lot)
    return Drawn(size, persons, follows, talk.talk(size, follows, lot))
