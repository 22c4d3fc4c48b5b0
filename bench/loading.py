"""Writes a month of talk into a freshly founded square, as if its people had done it all.

What the rooms derive when something happens (rendered text, counters, mentions, notifications) is
written as they would have written it; `bench.checking` compares.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from bench.copying import Row, copy, reserve
from bench.drawing import Drawn
from bench.moments import Moments
from bench.people import PASSWORD
from bench.sizes import DAY
from bench.talk import Reaction, Said
from commons import text
from commons.skeleton import skeleton
from squares.charter.models import Rule, RuleAcceptance
from squares.members.cards import url_of
from squares.members.models import Member
from squares.notifications import rules
from squares.notifications.models import Notification
from squares.posts.cards.parts import tag_url
from squares.posts.models.names import Mention, Tag, Tagging
from squares.posts.models.post import Post, Visibility
from squares.posts.models.reaction import Favourite
from squares.relationships.models import Follow

Kind = Notification.Kind
Say = Callable[[str], None]
_LANGUAGE = "en"
# People came before the month, and followed one another over the better part of a year.
_JOINED = -270 * DAY
_FOLLOWED_OVER = 270 * DAY
_READ_AFTER = timedelta(hours=12)


@dataclass
class Loaded:
    """The ids that the rows of a set got, by their number in it."""

    members: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    boosts: list[int] = field(default_factory=list)


@dataclass
class Load:
    """One set on its way into the square in force."""

    drawn: Drawn
    moments: Moments
    loaded: Loaded = field(default_factory=Loaded)
    news: list[tuple[datetime, int, Kind, int, int | None]] = field(default_factory=list)

    def write(self, say: Say) -> Loaded:
        """Write everything, in the order in which rows point at one another."""
        for label, step in (
            ("members", self._members),
            ("follows", self._follows),
            ("posts", self._posts),
            ("names", self._names),
            ("favourites", self._favourites),
            ("notifications", self._notifications),
        ):
            say(f"{label}: {step():,}")
        return self.loaded

    def _members(self) -> int:
        users = reserve(len(self.drawn.people))
        password = make_password(PASSWORD)
        first = self.moments.at(_JOINED)
        joined = [first + timedelta(seconds=60 * n) for n in range(len(self.drawn.people))]
        copy(
            User,
            ("id", "email", "password", "created_at"),
            (
                (number, person.email, password, at)
                for number, person, at in zip(users, self.drawn.people, joined, strict=True)
            ),
        )
        copy(
            EmailAddress,
            ("user_id", "email", "verified", "primary"),
            (
                (number, person.email, True, True)
                for number, person in zip(users, self.drawn.people, strict=True)
            ),
        )
        self.loaded.members = [self.moments.id(at) for at in joined]
        count = copy(Member, _MEMBER, self._member_rows(users, joined))
        in_force = list(Rule.objects.filter(retired_at=None).values_list("pk", flat=True))
        copy(
            RuleAcceptance,
            ("member_id", "rule_id", "accepted_at"),
            (
                (member, rule, at)
                for member, at in zip(self.loaded.members, joined, strict=True)
                for rule in in_force
            ),
        )
        return count

    def _member_rows(self, users: Sequence[int], joined: Sequence[datetime]) -> Iterator[Row]:
        reads, read_by = (
            Counter(s for s, _ in self.drawn.follows),
            Counter(t for _, t in self.drawn.follows),
        )
        posts = Counter(post.by for post in self.drawn.talk.posts)
        last = {post.by: self.moments.at(post.at).date() for post in self.drawn.talk.posts}
        rendered = {
            saying: text.render(saying, mentions={}, tag_url=tag_url)
            for saying in {person.biography for person in self.drawn.people}
        }
        for number, person in enumerate(self.drawn.people):
            yield (
                self.loaded.members[number],
                users[number],
                person.handle,
                person.handle,
                skeleton(person.handle),
                person.name,
                person.biography,
                rendered[person.biography],
                _LANGUAGE,
                joined[number],
                posts[number],
                read_by[number],
                reads[number],
                last.get(number),
            )

    def _follows(self) -> int:
        step = _FOLLOWED_OVER / len(self.drawn.follows)
        members = self.loaded.members

        def rows() -> Iterator[Row]:
            for number, (source, target) in enumerate(self.drawn.follows):
                at = self.moments.at(self.drawn.size.seconds - _FOLLOWED_OVER + number * step)
                if at > self.moments.since:
                    self.news.append((at, target, Kind.FOLLOW, source, None))
                yield self.moments.id(at), members[source], members[target], at

        return copy(Follow, ("id", "source_id", "target_id", "at"), rows())

    def _posts(self) -> int:
        """Write posts and boosts in the order in which they happened, as a square writes them."""
        talk = self.drawn.talk
        self.loaded.posts = [self.moments.id(self.moments.at(one.at)) for one in talk.posts]
        self.loaded.boosts = [self.moments.id(self.moments.at(one.at)) for one in talk.boosts]
        rows = sorted([*self._post_rows(), *self._boost_rows()], key=lambda row: int(str(row[0])))
        return copy(Post, _POST, rows)

    def _post_rows(self) -> Iterator[Row]:
        talk, ids = self.drawn.talk, self.loaded.posts
        replies = Counter(post.to for post in talk.posts if post.to is not None)
        boosts = Counter(boost.post for boost in talk.boosts)
        favourites = Counter(like.post for like in talk.favourites)
        threads = self._threads()
        for number, post in enumerate(talk.posts):
            words = self._words(post)
            yield (
                ids[number],
                self.loaded.members[post.by],
                words,
                self._rendered(words, post),
                _LANGUAGE,
                Visibility.PUBLIC.value,
                None if post.to is None else ids[post.to],
                threads.get(number),
                None,
                self.moments.at(post.at),
                replies[number],
                boosts[number],
                favourites[number],
            )

    def _boost_rows(self) -> Iterator[Row]:
        for identifier, boost in zip(self.loaded.boosts, self.drawn.talk.boosts, strict=True):
            at = self.moments.at(boost.at)
            author = self.drawn.talk.posts[boost.post].by
            self.news.append((at, author, Kind.BOOST, boost.by, boost.post))
            yield (
                identifier,
                self.loaded.members[boost.by],
                *("", "", ""),
                Visibility.PUBLIC.value,
                *(None, None),
                self.loaded.posts[boost.post],
                at,
                *(0, 0, 0),
            )

    def _threads(self) -> dict[int, int]:
        """Return for every answer the id of the post that began its conversation."""
        begun: dict[int, int] = {}
        for number, post in enumerate(self.drawn.talk.posts):
            if post.to is not None:
                begun[number] = begun.get(post.to, self.loaded.posts[post.to])
        return begun

    def _words(self, post: Said) -> str:
        named = "" if post.named is None else f"@{self.drawn.people[post.named].handle} "
        return named + post.text + "".join(f" #{tag}" for tag in post.tags)

    def _rendered(self, words: str, post: Said) -> str:
        handle = "" if post.named is None else self.drawn.people[post.named].handle
        return text.render(words, mentions={handle: url_of(handle)}, tag_url=tag_url)

    def _names(self) -> int:
        """Write whom posts name and answer, and their hashtags."""
        posts, ids, members = self.drawn.talk.posts, self.loaded.posts, self.loaded.members

        def mentions() -> Iterator[Row]:
            for number, post in enumerate(posts):
                at = self.moments.at(post.at)
                if post.to is not None:
                    answered = posts[post.to].by
                    self.news.append((at, answered, Kind.REPLY, post.by, number))
                    yield ids[number], members[answered]
                elif post.named is not None:
                    self.news.append((at, post.named, Kind.MENTION, post.by, number))
                    yield ids[number], members[post.named]

        keys = sorted({tag for post in posts for tag in post.tags})
        tags = dict(zip(keys, reserve(len(keys)), strict=True))
        copy(Tag, ("id", "key", "name"), ((tags[key], text.tag_key(key), key) for key in keys))
        count = copy(Mention, ("post_id", "member_id"), mentions())
        return count + copy(
            Tagging,
            ("tag_id", "post_id"),
            (
                (tags[tag], identifier)
                for identifier, post in zip(ids, posts, strict=True)
                for tag in post.tags
            ),
        )

    def _favourites(self) -> int:
        likes = map(self._liked, self.drawn.talk.favourites)
        return copy(Favourite, ("id", "member_id", "post_id", "at"), likes)

    def _liked(self, like: Reaction) -> Row:
        at = self.moments.at(like.at)
        author = self.drawn.talk.posts[like.post].by
        self.news.append((at, author, Kind.FAVOURITE, like.by, like.post))
        post = self.loaded.posts[like.post]
        return self.moments.id(at), self.loaded.members[like.by], post, at

    def _notifications(self) -> int:
        """Write what members were told of all this; all but the last half day is read."""
        members, posts = self.loaded.members, self.loaded.posts
        self.news.sort(key=lambda told: told[0])

        def rows() -> Iterator[Row]:
            for at, member, kind, actor, number in self.news:
                post = None if number is None else posts[number]
                read_at = at + _READ_AFTER if at + _READ_AFTER < self.moments.until else None
                key = rules.group_key(kind, post, at=at)
                yield members[member], kind.value, members[actor], post, at, read_at, key

        return copy(
            Notification,
            ("member_id", "kind", "actor_id", "post_id", "at", "read_at", "group_key"),
            rows(),
        )


_MEMBER = (
    *("id", "user_id", "handle", "handle_key", "skeleton", "name", "biography", "biography_html"),
    *("language", "joined_at", "posts_count", "followers_count", "following_count", "posted_on"),
)
_POST = (
    *("id", "author_id", "text", "html", "language", "visibility", "in_reply_to_id", "thread_id"),
    *("boost_of_id", "published_at", "replies_count", "boosts_count", "favourites_count"),
)
