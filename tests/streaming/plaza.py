"""A square of its own for open connections: what happens in it is committed, as in life.

Ada owns it, Ben moderates; Cleo and Eli follow each other, Gus is blocked by Cleo. Next to it
stands Harbour, with Dov, which must never hear of anything.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from accounts.models import User
from commons import clock
from commons.skeleton import skeleton
from squares.charter.models import Charter
from squares.clients.actions import issue_token, register_app
from squares.members.models import Member
from squares.posts.actions.publish import Draft, publish_post
from squares.relationships.actions.apart import block
from squares.relationships.actions.follow import follow
from tenants import provisioning
from tenants.context import inside, outside
from tenants.models.foundation import Foundation
from tenants.models.square import Square

_numbers = itertools.count(1)
EVERYTHING = ("read", "write", "follow", "push")
_PEOPLE = {
    "plaza": {
        "Ada": "owner",
        "Ben": "moderator",
        "Cleo": "member",
        "Eli": "member",
        "Gus": "member",
    },
    "harbour": {"Dov": "member"},
}


@dataclass
class Plaza:
    """Two squares and their people; acts are done inside the first."""

    square: Square
    harbour: Square
    people: dict[str, Member] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Member:
        return self.people[name]

    @contextmanager
    def inside(self) -> Iterator[None]:
        with inside(self.square):
            yield

    def say(self, by: Member, text: str = "Good morning.", **draft: object) -> int:
        """Publish a post, and return its number."""
        with inside(self.home_of(by)):
            return publish_post(by=by, draft=Draft(text=text, **draft), at=clock.now()).pk

    def do(self, act, **how: object):
        """Do something inside, now."""
        with self.inside():
            return act(at=clock.now(), **how)

    def token(self, member: Member | None, scopes: tuple[str, ...] = EVERYTHING) -> str:
        """Return a token of an app that acts for a member."""
        with inside(self.home_of(member)):
            made = register_app(
                name="Ear",
                redirect_uris=["urn:ietf:wg:oauth:2.0:oob"],
                wanted=(*EVERYTHING, "read:notifications", "read:statuses", "write:statuses"),
                at=clock.now(),
            )
            return issue_token(
                application=made.application, member=member, wanted=scopes, at=clock.now()
            ).token

    def newcomer(self, *, follows: tuple[Member, ...] = (), **columns: object) -> Member:
        """Let somebody in whom no other test knows."""
        with self.inside():
            member = _member(f"New{next(_numbers)}", "member")
            Member.objects.filter(pk=member.pk).update(**columns)
            member.refresh_from_db()
            for target in follows:
                follow(by=member, target=target, at=clock.now())
        return member

    def home_of(self, member: Member | None) -> Square:
        """Return the square of a member; the first for none."""
        return self.harbour if member is self.people["dov"] else self.square


def open_plaza() -> Plaza:
    """Make both squares, committed; whoever does so closes them again."""
    with outside():
        plaza = Plaza(*(_square(slug) for slug in _PEOPLE))
    for square, people in zip((plaza.square, plaza.harbour), _PEOPLE.values(), strict=True):
        with inside(square):
            Charter.objects.get_or_create(id=1)
            for name, role in people.items():
                plaza.people[name.lower()] = _member(name, role)
    plaza.do(follow, by=plaza.cleo, target=plaza.eli)
    plaza.do(follow, by=plaza.eli, target=plaza.cleo)
    plaza.do(block, by=plaza.cleo, target=plaza.gus)
    return plaza


def close_plaza(plaza: Plaza) -> None:
    """Take both down, with all that is in them."""
    with outside():
        for square in (plaza.square, plaza.harbour):
            provisioning.tear_down(schema_name=square.schema_name, role=square.role)
            Square.objects.filter(pk=square.pk).delete()
            square.foundation.delete()


def _square(slug: str) -> Square:
    # Redis carries what happens in every database of a test run: names must not meet.
    slug = f"{slug}{os.getpid()}"
    foundation = Foundation.objects.create(
        name=slug, country="DE", contact_email=f"{slug}@example.org", founded_at=clock.now()
    )
    square = Square.objects.create(
        foundation=foundation,
        schema_name=f"sq_{slug}",
        slug=slug,
        skeleton=skeleton(slug),
        name=slug,
        language="en",
        jurisdiction="DE",
        charter_template="community",
        state=Square.State.OPEN,
        founded_at=clock.now(),
    )
    provisioning.build(square, at=clock.now())
    square.refresh_from_db()
    return square


def _member(name: str, role: str) -> Member:
    user = User.objects.create_user(f"{name.lower()}@example.org", "correct horse battery")
    return Member.objects.create(
        user=user,
        handle=name,
        handle_key=name.lower(),
        skeleton=skeleton(name),
        name=name,
        role=role,
        joined_at=clock.now(),
    )
