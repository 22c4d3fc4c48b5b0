"""What is loaded is what the square's people would have made themselves."""

import pytest
from django.db import connection

from bench import checking
from bench.copying import copy
from bench.loading import Load
from bench.moments import Moments
from bench.people import PASSWORD
from commons import clock
from squares.members.models import Member
from squares.notifications.models import Notification
from squares.posts.models.names import Tag
from squares.posts.models.post import Post
from squares.relationships.models import Follow
from squares.timelines.queries import home_timeline
from tenants.context import inside


@pytest.fixture
def loaded(square, drawn, size):
    """Return a square of its own with the tiny set in it, and what was loaded."""
    with inside(square):
        load = Load(drawn, Moments(clock.now(), size.days))
        load.write(lambda _line: None)
        yield load


def test_everything_counts(loaded, size):
    checking.check(size)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            "UPDATE members_member SET followers_count = followers_count + 1",
            "followers of a member",
        ),
        ("UPDATE members_member SET posts_count = 0", "posts of a member"),
        ("UPDATE posts_post SET favourites_count = 7", "likes of a post"),
        ("UPDATE posts_post SET boosts_count = 7", "boosts of a post"),
        ("UPDATE posts_post SET thread_id = id WHERE in_reply_to_id IS NOT NULL", "threads"),
        ("UPDATE posts_post SET published_at = now() + interval '1 day'", "ids that lie"),
        ("DELETE FROM posts_mention", "mentions: 0 instead of"),
    ],
)
def test_what_does_not_count_is_seen(loaded, size, spoil, said):
    with connection.cursor() as cursor:
        cursor.execute(spoil)
    with pytest.raises(checking.Wrong, match=said):
        checking.check(size)


def test_text_is_rendered_as_the_square_would(loaded):
    number = next(n for n, post in enumerate(loaded.drawn.talk.posts) if post.named is not None)
    post = Post.objects.get(pk=loaded.loaded.posts[number])
    handle = loaded.drawn.people[loaded.drawn.talk.posts[number].named].handle
    assert post.text.startswith(f"@{handle} ")
    assert f'<a href="/@{handle}" class="u-url mention">@<span>{handle}</span></a>' in post.html


def test_people_can_sign_in_and_read(loaded):
    reader = Member.objects.select_related("user").get(pk=loaded.loaded.members[1])
    assert reader.user.check_password(PASSWORD)
    assert reader.following_count == 30
    assert len(home_timeline(viewer=reader).items) > 10


def test_numbers_count_on_after_what_was_loaded(loaded):
    highest = Tag.objects.latest("pk").pk
    assert Tag.objects.create(key="new", name="new").pk > highest
    assert Notification.objects.filter(kind="favourite").count() >= 100


def test_what_is_not_given_takes_the_default(loaded):
    first, second = loaded.loaded.members[3:5]
    Follow.objects.filter(source_id=first, target_id=second).delete()
    wanted = ("id", "source_id", "target_id", "at")
    copy(Follow, wanted, [(1, first, second, clock.now())])
    made = Follow.objects.get(pk=1)
    assert (made.accepted, made.shows_boosts, made.notifies, made.languages) == (
        True,
        True,
        False,
        [],
    )
