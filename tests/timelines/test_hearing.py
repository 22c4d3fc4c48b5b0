"""What is streamed is what asking would show: the same decision in memory and in Postgres.

Everything is drawn by lot from a seed: who is tied to whom and how, and what they said.
"""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from commons import clock
from commons.pages import Window
from commons.skeleton import skeleton
from squares.media.models import MediaAttachment
from squares.members.models import Member, Role
from squares.posts.cards.reading import cards_for, cards_to_tell
from squares.posts.models.names import Mention, Tag, Tagging, TagTie
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import Attachment, Post, QuotePolicy, QuoteState, Visibility
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.models.thread import ThreadMark
from squares.posts.reach import Marks, boosts_of, marks_on, reach_of
from squares.posts.retelling import retell
from squares.relationships.models import Block, Follow, List, ListEntry, Mute
from squares.timelines import hearing, queries
from squares.timelines.compiling import select_ids
from squares.timelines.homes import home_ids
from squares.timelines.ties import ties_of
from talk_cast import NOON, block, follow, say

TAGS = ("bread", "rain")
MEMBERS, POSTS = 7, 40


class World:
    """A square drawn by lot."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)  # noqa: S311 - lots, not secrets
        self.tags = [Tag.objects.create(key=key, name=key) for key in TAGS]
        self.people = [self._member(number) for number in range(MEMBERS)]
        for source, target in self._pairs():
            self._tie(source, target)
        for owner in self.people:
            self._lists(owner)
        self.posts: list[Post] = []
        for number in range(POSTS):
            self._say(number)
        self.gone = {post.pk for post in self.posts if self.lot.random() < 0.1}
        for number in self.gone:
            fate = self.lot.choice(("hidden_at", "deleted_at"))
            Post.objects.filter(pk=number).update(**{fate: NOON})

    def _member(self, number: int) -> Member:
        name = f"lot{number}"
        return Member.objects.create(
            handle=name,
            handle_key=name,
            skeleton=skeleton(name),
            role=self.lot.choice((Role.MEMBER, Role.MEMBER, Role.MODERATOR)),
            state=self.lot.choice(("active", "active", "active", "silenced", "suspended")),
            joined_at=NOON,
        )

    def _pairs(self) -> Iterator[tuple[Member, Member]]:
        return ((s, t) for s in self.people for t in self.people if s != t)

    def _tie(self, source: Member, target: Member) -> None:
        lot = self.lot
        if lot.random() < 0.5:
            Follow.objects.create(
                source=source,
                target=target,
                accepted=lot.random() < 0.85,
                shows_boosts=lot.random() < 0.7,
                languages=lot.choice(([], [], [], ["en"], ["de", "fr"])),
                at=NOON,
            )
        if lot.random() < 0.06:
            block(source, target)
        if lot.random() < 0.12:
            over, on = NOON - timedelta(days=1), clock.now() + timedelta(days=1)
            until = lot.choice((None, over, on))
            Mute.objects.create(source=source, target=target, until=until, at=NOON)

    def _lists(self, owner: Member) -> None:
        for tag in self.tags:
            if self.lot.random() < 0.25:
                TagTie.objects.create(member=owner, tag=tag, followed_at=NOON)
        for replies in List.Replies:
            made = List.objects.create(
                owner=owner, title=replies, replies=replies, exclusive=self.lot.random() < 0.15
            )
            for member in self.people:
                if self.lot.random() < 0.4:
                    ListEntry.objects.create(list=made, member=member)

    def _say(self, number: int) -> None:
        lot = self.lot
        post = Post(author=lot.choice(self.people), published_at=NOON, html="<p>x</p>", text="x")
        post.visibility = lot.choice(list(Visibility))
        earlier = [one for one in self.posts if one.boost_of_id is None]
        if earlier and lot.random() < 0.3:
            post.in_reply_to = lot.choice(earlier)
        elif earlier and lot.random() < 0.3:
            self._boost(post, lot.choice(earlier))
        if post.boost_of_id is None:
            post.language = lot.choice(("", "en", "de-AT", "fr"))
        post.save()
        self.posts.append(post)
        if post.boost_of_id is None:
            self._name(post, number)
            self._react(post)

    def _boost(self, post: Post, said: Post) -> None:
        """Pass on what may be passed on: the open, and one's own for followers."""
        if said.visibility == Visibility.MENTIONED or not self._once(said, post.author):
            return
        if said.visibility == Visibility.FOLLOWERS:
            post.author = said.author
            if not self._once(said, post.author):
                return
        post.boost_of, post.visibility = said, said.visibility

    def _once(self, said: Post, author: Member) -> bool:
        return not any(p.boost_of_id == said.pk and p.author_id == author.pk for p in self.posts)

    def _name(self, post: Post, number: int) -> None:
        for member in self.people:
            if member.pk != post.author_id and self.lot.random() < 0.15:
                Mention.objects.create(post=post, member=member)
        for tag in self.tags:
            if self.lot.random() < 0.25:
                Tagging.objects.create(tag=tag, post=post)
        if self.lot.random() < 0.3:
            sizes = ("width", "height", "preview_width", "preview_height", "size_bytes")
            media = MediaAttachment.objects.create(
                owner=post.author,
                file=f"{number}.webp",
                created_at=NOON,
                **dict.fromkeys(sizes, 1),
            )
            Attachment.objects.create(post=post, media=media, position=0)

    def _react(self, post: Post) -> None:
        for member in self.people:
            if self.lot.random() < 0.2:
                Favourite.objects.create(member=member, post=post, at=NOON)
            if self.lot.random() < 0.1:
                Bookmark.objects.create(member=member, post=post, at=NOON)
            if self.lot.random() < 0.05:
                ThreadMark.objects.create(
                    member=member, thread_id=post.thread_id or post.pk, muted_at=NOON
                )

    def ask(self, post: Post) -> None:
        """Put a poll on a post, in which everybody else may have voted."""
        ends_at = clock.now() + timedelta(hours=self.lot.choice((-1, 1)))
        poll = Poll.objects.create(
            post=post, options=["Tea", "Coffee"], tallies=[0, 0], ends_at=ends_at
        )
        for member in self.people:
            if member.pk != post.author_id and self.lot.random() < 0.4:
                choices = self.lot.choice(([0], [1], [0, 1]))
                Vote.objects.create(poll=poll, member=member, choices=choices)

    def quote(self, post: Post, quoted: Post) -> None:
        """Have a post quote another, by whoever may read it, which here does not matter."""
        post.quote_of, post.quote_state = quoted, QuoteState.ACCEPTED
        post.quote_policy = self.lot.choice(list(QuotePolicy))
        post.save()


ALL = Window(size=999)


@pytest.mark.parametrize("seed", range(30))
def test_hears_what_reading_shows(in_agora, seed: int) -> None:
    world, at = World(seed), clock.now()
    reach = reach_of([post.pk for post in world.posts])
    ties = ties_of([member.pk for member in world.people])

    def heard(decide, *args, **options) -> set[int]:
        return {pk for pk, post in reach.items() if decide(post, *args, at=at, **options)}

    def shown(page, viewer) -> set[int]:
        return {card.entry_id for card in cards_for(page.items, viewer)}

    for viewer in [*(m for m in world.people if m.is_shown), None]:
        own = ties[viewer.pk] if viewer else None
        for only in (False, True):
            page = select_ids(queries._public, only, viewer=viewer, window=ALL)
            assert heard(hearing.public, own, only_media=only) == shown(page, viewer)
        for key in TAGS:
            page = queries.tag_timeline(key=key, viewer=viewer, window=ALL)
            assert heard(hearing.tagged, own, key) == {card.entry_id for card in page.items}
        if viewer is None:
            continue
        assert heard(hearing.home, own) == shown(home_ids(viewer, ALL), viewer)
        for one in List.objects.filter(owner=viewer):
            page = select_ids(
                queries._listed, one.replies, viewer=viewer, window=ALL, subject=one.pk
            )
            assert heard(hearing.in_list, own, one.pk) == shown(page, viewer)


@pytest.mark.parametrize("seed", range(15))
def test_retold_as_if_it_had_been_read(in_agora, seed: int) -> None:
    """A card made for many and retold for one is the card that this one would have been given."""
    world, at = World(seed), clock.now()
    said = [post for post in world.posts if post.boost_of_id is None]
    for post in said[::3]:
        world.ask(post)
    for post, quoted in zip(said[1::2], said[::2], strict=False):
        if quoted.author.state != "suspended" and quoted.pk not in world.gone:
            world.quote(post, quoted)
    told = {card.entry_id: card for card in cards_to_tell([post.pk for post in world.posts])}
    reach = reach_of(told)
    ties = ties_of([member.pk for member in world.people])
    marks = marks_on([post.pk for post in said], by=list(ties))
    retold = 0
    for viewer in [member for member in world.people if member.is_shown]:
        own = ties[viewer.pk]
        heard = [pk for pk in told if hearing.home(reach[pk], own, at=at)]
        for card in cards_for(heard, viewer):
            neutral = told[card.entry_id]
            mine = hearing.standpoint_to(neutral, own, marks, at=at)
            assert retell(neutral, *mine) == card
            retold += 1
    assert retold > 5


def test_the_lots_are_not_all_alike(in_agora) -> None:
    """Worlds that show nothing, or everything, would prove nothing."""
    world = World(1)
    for member in [m for m in world.people if m.is_shown]:
        readable = len(cards_for([post.pk for post in world.posts], member))
        assert 2 < len(home_ids(member, ALL).items) < readable < POSTS


def test_a_private_post_goes_on_with_the_conversations_of_its_people(cast, in_agora) -> None:
    post = say(cast.cleo, "For you, @Eli.", visibility=Visibility.MENTIONED)
    reach = reach_of([post.pk])[post.pk]
    ties = ties_of([cast.cleo.pk, cast.eli.pk, cast.ben.pk])
    assert hearing.direct(reach, ties[cast.cleo.pk])
    assert hearing.direct(reach, ties[cast.eli.pk])
    assert not hearing.direct(reach, ties[cast.ben.pk])
    block(cast.eli, cast.cleo)
    assert not hearing.direct(reach, ties_of([cast.eli.pk])[cast.eli.pk])


def test_a_list_of_somebody_else_shows_nothing(cast, in_agora) -> None:
    follow(cast.eli, cast.cleo)
    made = List.objects.create(owner=cast.eli, title="Cleo")
    ListEntry.objects.create(list=made, member=cast.cleo)
    post = say(cast.cleo)
    reach, at = reach_of([post.pk])[post.pk], clock.now()
    ties = ties_of([cast.ben.pk, cast.eli.pk])
    assert hearing.in_list(reach, ties[cast.eli.pk], made.pk, at=at)
    assert not hearing.in_list(reach, ties[cast.ben.pk], made.pk, at=at)


def test_many_cost_what_one_costs(cast, in_agora, costs_the_same) -> None:
    ids, posts = [cast.cleo.pk], [say(cast.cleo).pk]

    def read() -> None:
        ties_of(ids)
        reach_of(posts)
        marks_on(posts, by=ids)

    def more() -> None:
        ids.extend([cast.ada.pk, cast.ben.pk, cast.eli.pk])
        posts.extend(say(cast.eli, "On it, @Cleo. #bread").pk for _ in range(5))
        Favourite.objects.create(member=cast.eli, post_id=posts[0], at=NOON)

    costs_the_same(read, more=more)
    assert ties_of([]) == reach_of([]) == marks_on([], by=ids) == {}


def test_marks_and_boosts(cast, in_agora) -> None:
    post = say(cast.cleo)
    Favourite.objects.create(member=cast.eli, post=post, at=NOON)
    Bookmark.objects.create(member=cast.eli, post=post, at=NOON)
    boost = Post.objects.create(
        author=cast.ben, boost_of=post, visibility=post.visibility, published_at=NOON
    )
    found = marks_on([post.pk], by=[cast.eli.pk, cast.ben.pk, cast.ada.pk])
    assert found == {
        (cast.eli.pk, post.pk): Marks(favourited=True, bookmarked=True),
        (cast.ben.pk, post.pk): Marks(boosted=True),
    }
    assert boosts_of(post.pk) == [boost.pk]
    assert Block.objects.count() == 0
