"""How somebody wants to be told of whom they follow, and who may see the lists."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from squares.members.models import Member
from squares.relationships import queries
from squares.relationships.actions.apart import block, mute
from squares.relationships.actions.follow import accept_request, follow
from squares.relationships.actions.stances import endorse, take_note
from squares.relationships.errors import LanguagesInvalid
from squares.relationships.models import Follow
from squares.relationships.rules import LANGUAGES_LIMIT, clean_languages

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


def options(tie):
    tie.refresh_from_db()
    return tie.shows_boosts, tie.notifies, tie.languages


def test_a_follow_starts_with_everything_and_no_news(cast):
    tie = follow(by=cast.cleo, target=cast.eli, at=AT)
    assert options(tie) == (True, False, [])
    assert queries.notified_followers([cast.eli.pk]) == {}


def test_following_again_changes_only_what_is_said(cast):
    tie = follow(by=cast.cleo, target=cast.eli, notifies=True, languages=["pt-BR", "DE"], at=AT)
    assert options(tie) == (True, True, ["de", "pt"])
    follow(by=cast.cleo, target=cast.eli, shows_boosts=False, at=AT)
    assert options(tie) == (False, True, ["de", "pt"])
    follow(by=cast.cleo, target=cast.eli, languages=[], at=AT)
    assert options(tie) == (False, True, [])
    assert Follow.objects.count() == 1


def test_a_request_keeps_its_options(cast):
    Member.objects.filter(pk=cast.eli.pk).update(locked=True)
    follow(by=cast.cleo, target=cast.eli, notifies=True, at=AT)
    follow(by=cast.cleo, target=cast.eli, languages=["en"], at=AT)
    assert queries.notified_followers([cast.eli.pk]) == {}
    accept_request(by=cast.eli, source_id=cast.cleo.pk, at=AT)
    assert queries.notified_followers([cast.eli.pk]) == {cast.eli.pk: [cast.cleo.pk]}
    tie = queries.relationship(viewer=cast.cleo, member=cast.eli, at=AT)
    assert (tie.shows_boosts, tie.notifying, tie.languages) == (True, True, ("en",))


@pytest.mark.parametrize("tags", [["english"], ["e"], ["12"], ["en;drop"], ["en"] * 0 + ["日本"]])
def test_what_is_no_language_is_refused(cast, tags):
    with pytest.raises(LanguagesInvalid):
        follow(by=cast.cleo, target=cast.eli, languages=tags, at=AT)
    assert not Follow.objects.exists()


def test_a_world_of_languages_is_refused():
    with pytest.raises(LanguagesInvalid):
        clean_languages(f"{a}{b}" for a in "abcde" for b in "abcde")
    assert LANGUAGES_LIMIT < 25


@given(st.lists(st.text(max_size=15), max_size=30))
def test_languages_are_refused_or_become_stable(tags):
    try:
        found = clean_languages(tags)
    except LanguagesInvalid:
        return
    assert clean_languages(found) == found == sorted(set(found))


def test_a_relationship_says_everything_in_one_query(cast):
    follow(by=cast.cleo, target=cast.eli, shows_boosts=False, at=AT)
    mute(by=cast.cleo, target=cast.eli, until=AT + timedelta(hours=1), notifications=False, at=AT)
    endorse(by=cast.cleo, target=cast.eli, at=AT)
    take_note(by=cast.cleo, target=cast.ada, note="The baker.", at=AT)
    with CaptureQueriesContext(connection) as captured:
        ties = queries.relationships(viewer=cast.cleo, ids=[cast.eli.pk, cast.ada.pk], at=AT)
    assert len(captured) == 1
    eli, ada = ties[cast.eli.pk], ties[cast.ada.pk]
    assert (eli.following, eli.shows_boosts, eli.notifying, eli.endorsed) == (
        True,
        False,
        False,
        True,
    )
    assert (eli.muting, eli.muting_notifications, eli.muting_until) == (
        True,
        False,
        AT + timedelta(hours=1),
    )
    assert (ada.note, ada.endorsed, ada.muting, ada.shows_boosts) == (
        "The baker.",
        False,
        False,
        False,
    )
    later = queries.relationship(viewer=cast.cleo, member=cast.eli, at=AT + timedelta(days=1))
    assert (later.muting, later.muting_until) == (False, None)
    theirs = queries.relationship(viewer=cast.eli, member=cast.cleo, at=AT)
    assert (theirs.note, theirs.endorsed, theirs.muting) == ("", False, False)


def seen(member, viewer):
    return (
        [tie.source.handle for tie in queries.followers(member, viewer=viewer).items],
        [tie.target.handle for tie in queries.following(member, viewer=viewer).items],
    )


def test_who_keeps_ties_to_themself_is_heeded(cast):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.eli, target=cast.ada, at=AT)
    assert seen(cast.eli, None) == seen(cast.eli, cast.ben) == (["Cleo"], ["Ada"])
    cast.eli.hides_ties = True
    assert seen(cast.eli, None) == seen(cast.eli, cast.ada) == ([], [])
    assert seen(cast.eli, cast.eli) == (["Cleo"], ["Ada"])


def test_lists_leave_out_whom_one_keeps_apart_from(cast):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.ada, target=cast.eli, at=AT)
    block(by=cast.cleo, target=cast.ben, at=AT)
    assert seen(cast.eli, cast.ben) == (["Ada"], [])
    block(by=cast.eli, target=cast.ben, at=AT)
    assert seen(cast.eli, cast.ben) == ([], [])
    assert seen(cast.eli, cast.cleo) == (["Ada", "Cleo"], [])
