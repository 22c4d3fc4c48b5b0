"""The sets are the same each time, and as large and as shaped as they say."""

import dataclasses
from collections import Counter
from statistics import mean, median

from bench import ties
from bench.drawing import draw, lot_of
from bench.sizes import DAY, LARGE, SMALL
from commons.skeleton import skeleton


def test_drawn_twice_is_the_same(drawn, size):
    assert draw(size) == drawn


def test_another_seed_is_another_set(drawn, size):
    other = draw(dataclasses.replace(size, seed=size.seed + 1))
    assert other.follows != drawn.follows


def test_popularity_is_the_reference_set():
    followers = ties.followers_by_member(SMALL, lot_of(SMALL))
    assert (len(followers), sum(followers)) == (2_000, 196_000)
    assert (mean(followers), median(followers)) == (98, 62)
    assert followers[ties.CELEBRITY] == 1_900 > 3 * sorted(followers)[-2]
    assert followers[ties.READER] in range(60, 65)


def test_popularity_of_the_large_set():
    followers = ties.followers_by_member(LARGE, lot_of(LARGE))
    assert sum(followers) == 4_000_000
    assert followers[ties.CELEBRITY] == 140_000
    assert median(followers) == 8


def test_follows_are_as_drawn(drawn, size):
    follows = drawn.follows
    assert len(set(follows)) == len(follows) == size.follows
    assert all(source != target for source, target in follows)
    read_by, reads = Counter(t for _, t in follows), Counter(s for s, _ in follows)
    assert read_by[ties.CELEBRITY] == size.celebrity
    assert reads[ties.READER] == size.reader_follows
    assert (ties.READER, ties.CELEBRITY) in follows


def test_people_do_not_look_alike(drawn, size):
    assert len({skeleton(person.handle) for person in drawn.people}) == size.members


def test_talk_has_the_amounts_of_its_size(drawn, size):
    talk = drawn.talk
    posts = talk.posts
    assert len(posts) == size.posts
    assert sum(post.to is not None for post in posts) == size.replies
    assert sum(post.named is not None for post in posts) == size.mentions - size.replies
    assert sum(bool(post.tags) for post in posts) == size.tagged
    assert (len(talk.boosts), len(talk.favourites)) == (size.boosts, size.favourites)
    assert len({(one.by, one.post) for one in talk.boosts}) == size.boosts
    assert all(15 <= len(post.text) <= 480 for post in posts)


def test_answers_are_to_recent_posts_of_people_who_are_read(drawn):
    talk, tied = drawn.talk, set(drawn.follows)
    for post in talk.posts:
        if post.to is not None:
            answered = talk.posts[post.to]
            assert (post.by, answered.by) in tied
            assert 0 < post.at - answered.at <= 2 * DAY


def test_reactions_come_after_what_they_are_to(drawn, size):
    talk, tied = drawn.talk, set(drawn.follows)
    for one in (*talk.boosts, *talk.favourites):
        assert talk.posts[one.post].at < one.at <= size.seconds
        assert (one.by, talk.posts[one.post].by) in tied
