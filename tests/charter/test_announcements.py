"""Telling everyone something: by whom, how long, and what members make of it."""

from datetime import timedelta

import pytest

from commons import audit
from commons.events import listen
from commons.models import AuditEntry
from squares.charter.actions.announce import (
    Wording,
    announce,
    change_announcement,
    dismiss_announcement,
    react,
    take_back,
    withdraw_announcement,
)
from squares.charter.actions.emoji import add_emoji
from squares.charter.announcements import (
    announcement_card,
    announcement_for,
    announcements,
    written,
)
from squares.charter.errors import (
    AnnouncementEnded,
    AnnouncementNotFound,
    AnnouncementTextInvalid,
    AnnouncementTimesInvalid,
    ReactionUnknown,
    TooManyReactions,
)
from squares.charter.events import (
    AnnouncementChanged,
    AnnouncementPublished,
    AnnouncementReacted,
    AnnouncementWithdrawn,
)
from squares.charter.models import AnnouncementTie
from squares.members.actions.standing import leave
from squares.members.errors import MemberSuspended, NotYours
from talk_cast import NOON, state
from tenants.context import inside

LATER = NOON + timedelta(hours=3)
EIGHT = ["👍", "🎉", "😄", "😢", "👀", "🚀", "☕", "🌻"]

told: list[object] = []
for _kind in (
    AnnouncementPublished,
    AnnouncementChanged,
    AnnouncementWithdrawn,
    AnnouncementReacted,
):
    listen(_kind)(told.append)


@pytest.fixture(autouse=True)
def _nothing_told():
    told.clear()


@pytest.fixture
def feast(cast, in_agora):
    return announce(by=cast.ben, wording=Wording("Feast on *Friday*, @Cleo cooks. #feast"), at=NOON)


def seen(member, at=LATER, **more):
    return announcements(viewer=member, at=at, **more)


def names(card):
    return [(each.name, each.count, each.me) for each in card.reactions]


def test_everyone_reads_what_is_announced(cast, feast):
    (card,) = seen(cast.eli)
    assert (card.id, card.read, card.published_at, card.updated_at) == (feast.pk, False, NOON, NOON)
    assert "<em>Friday</em>" in card.html
    assert [(who.handle, who.url) for who in card.mentions] == [("Cleo", "/@Cleo")]
    assert 'href="/@Cleo"' in card.html
    assert card.tags == ("feast",)


def test_the_act_is_told_and_recorded(cast, in_agora, settled):
    with settled():
        made = announce(by=cast.ada, wording=Wording("Hello."), at=NOON)
        change_announcement(
            by=cast.ben, announcement_id=made.pk, wording=Wording("Hello all."), at=LATER
        )
        withdraw_announcement(by=cast.ben, announcement_id=made.pk, at=LATER)
        withdraw_announcement(by=cast.ben, announcement_id=made.pk, at=LATER)
    assert told == [
        AnnouncementPublished(made.pk),
        AnnouncementChanged(made.pk),
        AnnouncementWithdrawn(made.pk),
    ]
    verbs = AuditEntry.objects.filter(subject=f"announcement:{made.pk}").order_by("seq")
    assert list(verbs.values_list("action", "actor")) == [
        ("announcement.published", f"member:{cast.ada.pk}"),
        ("announcement.changed", f"member:{cast.ben.pk}"),
        ("announcement.withdrawn", f"member:{cast.ben.pk}"),
    ]
    assert audit.verify()[1] is None


def test_only_those_who_run_the_square_announce(cast, feast):
    with pytest.raises(NotYours):
        announce(by=cast.cleo, wording=Wording("Mine."), at=NOON)
    with pytest.raises(NotYours):
        change_announcement(
            by=cast.cleo, announcement_id=feast.pk, wording=Wording("Mine."), at=NOON
        )
    with pytest.raises(NotYours):
        withdraw_announcement(by=cast.cleo, announcement_id=feast.pk, at=NOON)


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 5001])
def test_it_says_something_and_not_too_much(cast, in_agora, words):
    with pytest.raises(AnnouncementTextInvalid):
        announce(by=cast.ben, wording=Wording(words), at=NOON)


def test_it_does_not_end_before_it_begins(cast, in_agora):
    wording = Wording("Feast.", starts_at=LATER, ends_at=NOON + timedelta(hours=1))
    with pytest.raises(AnnouncementTimesInvalid):
        announce(by=cast.ben, wording=wording, at=NOON)


def test_it_is_shown_until_its_end(cast, in_agora):
    made = announce(by=cast.ben, wording=Wording("Feast.", ends_at=LATER), at=NOON)
    assert [card.id for card in seen(cast.cleo, LATER - timedelta(minutes=1))] == [made.pk]
    assert seen(cast.cleo, LATER) == ()
    with pytest.raises(AnnouncementNotFound):
        react(by=cast.cleo, announcement_id=made.pk, name="👍", at=LATER)
    assert [each.state for each in written(at=LATER)] == ["ended"]


def test_what_ended_long_ago_does_not_crowd_out_what_stays(cast, in_agora):
    stays = announce(by=cast.ben, wording=Wording("Welcome."), at=NOON)
    for _ in range(25):
        announce(by=cast.ben, wording=Wording("Feast.", ends_at=LATER), at=NOON)
    assert [card.id for card in seen(cast.cleo, LATER + timedelta(days=9))] == [stays.pk]


def test_what_is_withdrawn_is_gone_and_stays_so(cast, feast):
    seen(cast.cleo)  # remembered
    withdraw_announcement(by=cast.ben, announcement_id=feast.pk, at=LATER)
    assert seen(cast.cleo) == ()
    with pytest.raises(AnnouncementNotFound):
        announcement_for(viewer=cast.cleo, announcement_id=feast.pk, at=LATER)
    with pytest.raises(AnnouncementNotFound):
        announcement_card(feast.pk, at=LATER)
    with pytest.raises(AnnouncementEnded):
        change_announcement(by=cast.ben, announcement_id=feast.pk, wording=Wording("No."), at=LATER)


def test_a_change_is_read_at_once(cast, feast):
    seen(cast.cleo)  # remembered
    change_announcement(
        by=cast.ben, announcement_id=feast.pk, wording=Wording("Feast off."), at=LATER
    )
    (card,) = seen(cast.cleo)
    assert ("Feast off." in card.html, card.updated_at) == (True, LATER)


def test_who_dismisses_it_sees_it_no_more(cast, feast):
    for _ in range(2):
        dismiss_announcement(by=cast.cleo, announcement_id=feast.pk, at=LATER)
    assert seen(cast.cleo) == ()
    (kept,) = seen(cast.cleo, dismissed=True)
    assert kept.read
    assert len(seen(cast.eli)) == 1
    assert [each.read_by for each in written(at=LATER)] == [1]


def test_dismissing_keeps_what_one_gave(cast, feast):
    react(by=cast.cleo, announcement_id=feast.pk, name="🎉", at=LATER)
    dismiss_announcement(by=cast.cleo, announcement_id=feast.pk, at=LATER)
    assert names(seen(cast.cleo, dismissed=True)[0]) == [("🎉", 1, True)]


def test_reactions_are_counted_and_taken_back(cast, feast, settled):
    with settled():
        for member in (cast.cleo, cast.eli, cast.cleo):
            react(by=member, announcement_id=feast.pk, name="🎉", at=LATER)
        react(by=cast.eli, announcement_id=feast.pk, name="👀", at=LATER)
    assert names(seen(cast.cleo)[0]) == [("🎉", 2, True), ("👀", 1, False)]
    with settled():
        for _ in range(2):
            take_back(by=cast.cleo, announcement_id=feast.pk, name="🎉", at=LATER)
        take_back(by=cast.ada, announcement_id=feast.pk, name="🎉", at=LATER)
    assert names(seen(cast.cleo)[0]) == [("🎉", 1, False), ("👀", 1, False)]
    assert told == [
        AnnouncementReacted(feast.pk, "🎉", 1),
        AnnouncementReacted(feast.pk, "🎉", 2),
        AnnouncementReacted(feast.pk, "👀", 1),
        AnnouncementReacted(feast.pk, "🎉", 1),
    ]
    assert [(r.name, r.me) for r in announcement_card(feast.pk, at=LATER).reactions] == [
        ("🎉", False),
        ("👀", False),
    ]


def test_two_spellings_are_one_reaction(cast, feast):
    react(by=cast.cleo, announcement_id=feast.pk, name="❤️", at=LATER)
    react(by=cast.eli, announcement_id=feast.pk, name="❤", at=LATER)
    assert names(seen(cast.cleo)[0]) == [("❤️", 2, True)]
    take_back(by=cast.cleo, announcement_id=feast.pk, name="❤", at=LATER)
    assert names(seen(cast.cleo)[0]) == [("❤️", 1, False)]


def test_the_squares_own_emoji_may_be_given(cast, feast):
    with pytest.raises(ReactionUnknown):
        react(by=cast.cleo, announcement_id=feast.pk, name="party", at=LATER)
    add_emoji(by=cast.ada, shortcode="party", file="emoji/party.png", at=NOON)
    react(by=cast.cleo, announcement_id=feast.pk, name="party", at=LATER)
    (given,) = seen(cast.cleo)[0].reactions
    assert (given.name, given.url) == ("party", "/media/emoji/party.png")


@pytest.mark.parametrize("name", ["", "ok", "<b>", "👍👍", "x" * 100, ":party:", "\x00"])
def test_nothing_else_may_be_given(cast, feast, name):
    with pytest.raises(ReactionUnknown):
        react(by=cast.cleo, announcement_id=feast.pk, name=name, at=LATER)


def test_eight_different_ones_are_enough(cast, feast):
    for name in EIGHT:
        react(by=cast.cleo, announcement_id=feast.pk, name=name, at=LATER)
    with pytest.raises(TooManyReactions):
        react(by=cast.eli, announcement_id=feast.pk, name="🥐", at=LATER)
    react(by=cast.eli, announcement_id=feast.pk, name=EIGHT[0], at=LATER)
    (card,) = seen(cast.cleo)
    assert (len(card.reactions), card.takes_more) == (8, False)


def test_what_the_suspended_gave_does_not_count(cast, feast):
    for member in (cast.cleo, cast.eli):
        react(by=member, announcement_id=feast.pk, name="🎉", at=LATER)
    state(cast.eli, "suspended")
    assert names(seen(cast.cleo)[0]) == [("🎉", 1, True)]
    with pytest.raises(MemberSuspended):
        react(by=cast.eli, announcement_id=feast.pk, name="👀", at=LATER)


def test_who_leaves_leaves_nothing(cast, feast, settled):
    react(by=cast.cleo, announcement_id=feast.pk, name="🎉", at=LATER)
    with settled():
        leave(member=cast.cleo, at=LATER)
    assert not AnnouncementTie.objects.filter(member=cast.cleo).exists()


def test_nothing_of_it_is_seen_in_another_square(cast, feast):
    with inside(cast.forum):
        assert seen(cast.dov) == ()
        with pytest.raises(AnnouncementNotFound):
            dismiss_announcement(by=cast.dov, announcement_id=feast.pk, at=LATER)


def test_a_square_that_announces_nothing_asks_nothing(cast, in_agora, django_assert_num_queries):
    seen(cast.cleo)
    with django_assert_num_queries(0):
        assert seen(cast.cleo) == ()


def test_many_cost_what_one_costs(cast, feast, costs_the_same):
    def more():
        for place in range(19):
            made = announce(by=cast.ben, wording=Wording(f"@Eli, number {place}"), at=NOON)
            for member in (cast.cleo, cast.eli):
                react(by=member, announcement_id=made.pk, name=EIGHT[place % 8], at=LATER)

    react(by=cast.cleo, announcement_id=feast.pk, name="🎉", at=LATER)
    costs_the_same(lambda: seen(cast.cleo), more=more)
    costs_the_same(lambda: written(at=LATER), more=more)
