"""What a member says of themselves, how they want it, and how far they have read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from squares.members import rules
from squares.members.actions.marking import mark_places
from squares.members.actions.profile import change_preferences, change_profile
from squares.members.actions.standing import leave
from squares.members.errors import (
    FieldTooLong,
    FieldUnnamed,
    MarkerInvalid,
    MemberSuspended,
    PreferenceUnknown,
    TooManyFields,
)
from squares.members.markers import Place, markers_of
from squares.members.models import Member
from squares.members.preferences import DEFAULTS, Preferences, preferences_of
from squares.members.profiles import fields_of
from tenants.errors import SquareReadOnly

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


def anew(member):
    return Member.objects.get(pk=member.pk)


def test_only_what_is_said_changes(cast):
    change_profile(by=cast.cleo, name="Cleo Marsh", biography="Baker.", locked=True, at=AT)
    change_profile(by=cast.cleo, bot=True, discoverable=False, at=AT)
    change_profile(by=cast.cleo, biography="", at=AT)
    change_profile(by=cast.cleo, at=AT)
    now = anew(cast.cleo)
    assert (now.name, now.biography, now.biography_html, now.locked) == ("Cleo Marsh", "", "", True)
    assert (now.bot, now.discoverable, now.indexable, now.hides_ties) == (True, False, True, False)


def test_lines_are_rendered_once_and_safe(cast):
    lines = [
        (" Bakery ", "https://bread.example/ovens"),
        ("With", "@eli & <b>me</b>  #Bread"),
        ("", ""),
    ]
    change_profile(by=cast.cleo, fields=lines, at=AT)
    site, people = fields_of(anew(cast.cleo))
    assert (site.name, site.value) == ("Bakery", "https://bread.example/ovens")
    assert 'href="https://bread.example/ovens" rel="nofollow noopener noreferrer"' in site.html
    assert people.html == (
        '<span class="h-card"><a href="/@Eli" class="u-url mention">@<span>eli</span></a></span>'
        ' &amp; &lt;b&gt;me&lt;/b&gt; <a href="/tags/bread" class="mention hashtag" rel="tag">'
        "#<span>Bread</span></a>"
    )
    change_profile(by=cast.cleo, fields=[], at=AT)
    assert fields_of(anew(cast.cleo)) == ()


def test_people_in_biography_and_lines_are_looked_up_once(cast):
    with CaptureQueriesContext(connection) as captured:
        change_profile(by=cast.cleo, biography="With @eli", fields=[("And", "@ada")], at=AT)
    assert len([q for q in captured if q["sql"].startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([(str(n), "x") for n in range(5)], TooManyFields),
        ([("", "x")], FieldUnnamed),
        ([("x" * 256, "x")], FieldTooLong),
        ([("x", "x" * 256)], FieldTooLong),
    ],
)
def test_lines_that_cannot_be(cast, lines, refusal):
    with pytest.raises(refusal):
        change_profile(by=cast.cleo, name="Changed", fields=lines, at=AT)
    assert anew(cast.cleo).name == "Cleo"


@given(st.lists(st.tuples(st.text(max_size=300), st.text(max_size=300)), max_size=6))
def test_lines_are_refused_or_become_stable(lines):
    try:
        found = rules.clean_fields(lines)
    except (TooManyFields, FieldUnnamed, FieldTooLong):
        return
    assert rules.clean_fields(found) == found
    assert all(name and "\n" not in name + value for name, value in found)


def test_who_may_not_act_changes_nothing(cast, in_agora):
    cast.cleo.state = "suspended"
    with pytest.raises(MemberSuspended):
        change_profile(by=cast.cleo, name="x", at=AT)
    in_agora.state = "read_only"
    with pytest.raises(SquareReadOnly):
        change_profile(by=cast.eli, name="x", at=AT)


def test_preferences_start_from_the_defaults_and_change_one_by_one(cast):
    assert preferences_of(None) == preferences_of(cast.cleo) == DEFAULTS
    change_preferences(by=cast.cleo, visibility="followers", at=AT)
    stale = anew(cast.cleo)
    change_preferences(by=cast.cleo, media="show_all", language="pt-BR", at=AT)
    now = change_preferences(by=stale, spoilers=True, at=AT)
    wanted = Preferences(visibility="followers", media="show_all", language="pt-BR", spoilers=True)
    assert now == preferences_of(anew(cast.cleo)) == wanted


def test_what_is_as_it_always_was_is_not_stored(cast):
    change_preferences(by=cast.cleo, visibility="unlisted", sensitive=True, at=AT)
    change_preferences(by=cast.cleo, visibility="public", at=AT)
    assert anew(cast.cleo).preferences == {"sensitive": True}


@pytest.mark.parametrize(
    "chosen",
    [
        {"visibility": "mentioned"},
        {"quotes": "some"},
        {"media": ""},
        {"sensitive": "yes"},
        {"language": "english, please"},
        {"language": None},
    ],
)
def test_what_cannot_be_chosen_is_refused(cast, chosen):
    with pytest.raises(PreferenceUnknown):
        change_preferences(by=cast.cleo, at=AT, **chosen)
    assert anew(cast.cleo).preferences == {}


def test_what_cannot_be_read_is_as_if_nothing_was_chosen(cast):
    cast.cleo.preferences = {"visibility": "whatever"}
    assert preferences_of(cast.cleo) == DEFAULTS


def test_a_marker_moves_and_counts(cast):
    assert markers_of(cast.cleo) == {}
    mark_places(by=cast.cleo, read={Place.HOME: 7}, at=AT)
    moved = mark_places(by=cast.cleo, read={Place.HOME: 5}, at=AT + timedelta(minutes=1))
    assert moved == markers_of(anew(cast.cleo))
    home = moved[Place.HOME]
    assert (home.last_read_id, home.version, home.updated_at) == (5, 2, AT + timedelta(minutes=1))


def test_no_device_loses_what_another_marked(cast):
    phone, laptop = anew(cast.cleo), anew(cast.cleo)
    mark_places(by=phone, read={Place.HOME: 9}, at=AT)
    assert set(mark_places(by=laptop, read={Place.NOTIFICATIONS: 3}, at=AT)) == {
        Place.NOTIFICATIONS
    }
    mark_places(by=phone, read={Place.HOME: 11}, at=AT)
    found = markers_of(anew(cast.cleo))
    assert {place: (m.last_read_id, m.version) for place, m in found.items()} == {
        "home": (11, 2),
        "notifications": (3, 1),
    }


@pytest.mark.parametrize("number", [-1, 2**63])
def test_what_is_no_id_is_not_marked(cast, number):
    with pytest.raises(MarkerInvalid):
        mark_places(by=cast.cleo, read={Place.HOME: number}, at=AT)


def test_who_leaves_leaves_nothing_of_this(cast):
    change_profile(by=cast.cleo, fields=[("Bakery", "Dock Road")], bot=True, at=AT)
    change_preferences(by=cast.cleo, sensitive=True, at=AT)
    mark_places(by=cast.cleo, read={Place.HOME: 9}, at=AT)
    leave(member=cast.cleo, at=AT)
    gone = anew(cast.cleo)
    assert (gone.fields, gone.bot, gone.preferences, gone.markers) == ([], False, {}, {})
