"""Searching finds what everyone may read, and nothing else."""

from datetime import timedelta

import pytest

from commons.pages import Window
from squares.media.actions import upload
from squares.members.models import Member
from squares.posts.actions.hide import hide_post
from squares.posts.actions.react import bookmark, boost, favourite
from squares.posts.models.post import Visibility
from squares.posts.polling import PollDraft
from squares.timelines.searching import Bounds, search
from talk_cast import NOON, block, follow, mute, picture, say, state

pytestmark = pytest.mark.usefixtures("in_agora")
LATER = NOON + timedelta(days=2)


def posts(words, viewer=None) -> list[int]:
    return [card.id for card in search(words=words, viewer=viewer, at=LATER).posts]


def test_words_tags_and_people(cast) -> None:
    post = say(cast.cleo, "The Market opens at nine #Market")
    found = search(words="market NINE", viewer=None, at=LATER)
    assert [card.id for card in found.posts] == [post.pk]
    assert [tag.key for tag in search(words="#mark", viewer=None, at=LATER).tags] == ["market"]
    assert [card.handle for card in search(words="@cl", viewer=None, at=LATER).people] == ["Cleo"]


def test_only_what_everyone_may_read(cast) -> None:
    own = say(cast.cleo, "secret #hush", visibility=Visibility.FOLLOWERS)
    assert posts("secret") == posts("secret", cast.ada) == []
    assert posts("secret", cast.cleo) == [own.pk]
    assert search(words="#hush", viewer=None, at=LATER).nothing
    say(cast.cleo, "open word")
    block(cast.cleo, cast.eli)
    assert len(posts("open")) == 1
    assert posts("open", cast.eli) == []


@pytest.mark.parametrize(
    "words", ["", "a", "%", "%%", "__", "#", "@", "\x00", "'; DROP TABLE x; --"]
)
def test_odd_words_find_nothing(cast, words) -> None:
    say(cast.cleo, "something")
    assert posts(words) == []


def found(words, viewer=None, **bounds):
    return search(words=words, viewer=viewer, at=LATER, bounds=Bounds(**bounds))


def test_ones_own_and_what_one_had_part_in(cast) -> None:
    own = say(cast.cleo, "apple", visibility=Visibility.FOLLOWERS)
    named = say(cast.ada, "@Cleo apple", visibility=Visibility.MENTIONED)
    follow(cast.cleo, cast.ada)
    kept = say(cast.ada, "apple", visibility=Visibility.FOLLOWERS)
    bookmark(by=cast.cleo, post_id=kept.pk, at=NOON)
    say(cast.ada, "apple", visibility=Visibility.FOLLOWERS)
    opened = say(cast.ben, "apple")
    boost(by=cast.cleo, post_id=opened.pk, at=NOON)
    assert posts("apple", cast.cleo) == [opened.pk, kept.pk, named.pk, own.pk]
    assert posts("apple in:library", cast.cleo) == [kept.pk, named.pk, own.pk]
    assert posts("apple in:public", cast.cleo) == posts("apple", cast.eli) == [opened.pk]
    assert posts("apple") == [opened.pk]


def test_what_one_liked_is_found_no_longer_when_it_is_out_of_sight(cast) -> None:
    post = say(cast.ada, "apple")
    favourite(by=cast.cleo, post_id=post.pk, at=NOON)
    mute(cast.cleo, cast.ada)
    assert posts("apple", cast.cleo) == [post.pk]
    hide_post(post=post, at=NOON)
    assert posts("apple", cast.cleo) == []


def test_operators_narrow(cast) -> None:
    media = upload(by=cast.ada, file=picture(), at=NOON)
    plain = say(cast.ada, "apple pie")
    shown = say(cast.ada, "apple", media_ids=(media.pk,))
    asked = say(cast.ben, "apple?", poll=PollDraft(options=("a", "b"), seconds=600))
    answer = say(cast.ben, "apple https://example.org", in_reply_to=plain.pk, language="de")
    covered = say(cast.eli, "pear", warning="apple")
    everything = [covered.pk, answer.pk, asked.pk, shown.pk, plain.pk]
    assert posts("apple") == everything
    assert posts("apple from:ada") == posts("apple from:me", cast.ada) == [shown.pk, plain.pk]
    assert posts("apple -from:@Ada") == [covered.pk, answer.pk, asked.pk]
    assert posts("apple has:media") == posts("has:image") == [shown.pk]
    assert posts("has:poll") == [asked.pk]
    assert posts("apple has:link") == posts("is:reply") == [answer.pk]
    assert posts("apple language:de") == [answer.pk]
    assert posts("apple -has:media -is:reply -is:sensitive") == [asked.pk, plain.pk]
    assert posts('"apple pie"') == posts("apple pie") == [plain.pk]
    assert posts("apple -pie -is:reply has:video") == []
    assert posts("apple before:2026-01-02") == []
    assert posts("apple after:2026-01-02") == everything
    assert posts("from:nobody") == posts("from:me") == []


def test_an_address_of_the_square_finds_what_it_names(cast) -> None:
    post = say(cast.ada, "Named.")
    private = say(cast.ada, visibility=Visibility.FOLLOWERS)
    base = cast.agora.url
    assert [c.id for c in found(f"{base}/@Ada/{post.pk}", cast.eli).posts] == [post.pk]
    assert [c.handle for c in found(f"{base}/@ada").people] == ["Ada"]
    assert [c.handle for c in found(f"@ada@{cast.agora.host}").people] == ["Ada"]
    for absent in (
        f"{base}/@Ada/{private.pk}",
        f"{base}/@Ada/{2**63}",
        f"{base}/@Nobody",
        f"{cast.forum.url}/@Ada/{post.pk}",
        "@Ada@elsewhere.example",
    ):
        assert found(absent, cast.eli).nothing
    assert found(f"{base}/@Ada", kinds=frozenset({"posts"})).nothing
    assert found(f"{base}/@Ada", offset=1).nothing
    block(cast.ada, cast.eli)
    assert found(f"{base}/@Ada/{post.pk}", cast.eli).nothing
    assert found(f"{base}/@Ada", cast.eli).nothing


def test_people_the_exact_handle_first_then_those_one_follows(cast) -> None:
    for who, name in ((cast.ada, "Ben Ada"), (cast.cleo, "Benedict"), (cast.eli, "Benno")):
        who.name = name
        who.save()
    follow(cast.ada, cast.eli)
    assert [c.handle for c in found("ben", cast.ada).people][:2] == ["Ben", "Eli"]
    assert [c.handle for c in found("ben", cast.ada, following=True).people] == ["Eli"]
    assert len(found("ben", cast.ada, size=2).people) == 2
    rest = found("ben", cast.ada, size=2, offset=2).people
    assert {c.handle for c in rest} == {"Ada", "Cleo"}
    state(cast.eli, "suspended")
    assert [c.handle for c in found("ben", cast.ada).people][:1] == ["Ben"]
    assert "Eli" not in {c.handle for c in found("ben", cast.ada).people}


def test_bounds(cast) -> None:
    mine = [say(cast.ada, "apple #apple").pk for _ in range(4)][::-1]
    other = say(cast.ben, "apple #apples").pk
    only = found("apple", kinds=frozenset({"posts"}), size=2, offset=1)
    assert ([c.id for c in only.posts], only.people, only.tags) == (mine[:2], [], [])
    assert [c.id for c in found("apple", author_id=cast.ben.pk).posts] == [other]
    assert [c.id for c in found("apple", window=Window(before=mine[1])).posts] == mine[2:]
    assert [t.key for t in found("#apple", size=20).tags] == ["apple", "apples"]
    assert [t.key for t in found("apple", size=1, offset=1).tags] == ["apples"]


def test_a_hashtag_finds_posts_that_carry_that_very_one(cast) -> None:
    carries = say(cast.ada, "Pressed today. #apple").pk
    say(cast.ben, "Both kinds. #apples")
    say(cast.cleo, "No sign of an apple.")
    assert [c.id for c in found("#Apple", size=20).posts] == [carries]
    assert found("#app", size=20).posts == []
    assert [c.id for c in found("pressed #apple", size=20).posts] == [carries]
    assert found("#ben", cast.ada, size=20).people == []


def test_it_costs_the_same_for_one_and_for_twenty(cast, costs_the_same) -> None:
    def more() -> None:
        for n in range(20):
            say(cast.ada, f"apple #apple{n}")

    say(cast.ada, "apple #apple")
    costs_the_same(lambda: found("apple", cast.eli), more=more)


def test_who_does_not_want_to_be_found_by_words_is_not(cast) -> None:
    post = say(cast.cleo, "open word")
    Member.objects.filter(pk=cast.cleo.pk).update(indexable=False)
    assert posts("open") == posts("open", cast.ada) == []
    assert posts("open", cast.cleo) == [post.pk]
    favourite(by=cast.ada, post_id=post.pk, at=NOON)
    assert posts("open", cast.ada) == [post.pk]
