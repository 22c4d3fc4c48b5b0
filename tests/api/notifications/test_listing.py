"""Notifications one by one, version 1."""

import re

import pytest

from squares.charter.models import Rule
from squares.moderation.actions.measure import take_measure
from squares.moderation.actions.report import open_case, report_post
from squares.moderation.models.measure import Measure
from squares.notifications.actions.policy import change_policy
from squares.notifications.rules import Kind, Reception
from squares.posts.models.post import Post
from talk_cast import NOON, say, state
from tenants.context import inside

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class TestOneByOne:
    def test_every_field(self, cleo, cast, tell, said):
        number = tell(Kind.FAVOURITE, cast.eli, post=said)
        (shown,) = cleo.get("/api/v1/notifications").json()
        assert set(shown) == {"id", "type", "created_at", "group_key", "account", "status"}
        assert shown["id"] == str(number)
        assert shown["type"] == "favourite"
        assert MOMENT.fullmatch(shown["created_at"])
        assert shown["group_key"].startswith(f"favourite-{said.pk}-")
        assert shown["account"]["acct"] == "Eli"
        assert shown["status"]["id"] == str(said.pk)
        assert shown["status"]["account"]["acct"] == "Cleo"
        assert cleo.get(f"/api/v1/notifications/{number}").json() == shown

    @pytest.mark.parametrize(
        ("kind", "type_"),
        [
            (Kind.MENTION, "mention"),
            (Kind.REPLY, "mention"),
            (Kind.BOOST, "reblog"),
            (Kind.POST, "status"),
            (Kind.EDIT, "update"),
            (Kind.POLL, "poll"),
            (Kind.QUOTE, "quote"),
            (Kind.QUOTED_EDIT, "quoted_update"),
            (Kind.FOLLOW, "follow"),
            (Kind.FOLLOW_REQUEST, "follow_request"),
        ],
    )
    def test_each_kind_by_mastodons_word(self, cleo, cast, tell, said, kind, type_):
        tell(kind, cast.eli, post=None if "follow" in kind else said)
        (shown,) = cleo.get("/api/v1/notifications").json()
        assert shown["type"] == type_
        assert ("status" in shown) == ("follow" not in kind)
        if kind not in {Kind.BOOST, Kind.FOLLOW}:
            assert shown["group_key"] == f"ungrouped-{shown['id']}"

    def test_what_mastodon_has_no_word_for_is_not_shown(self, cleo, cast, tell):
        for kind in (Kind.MEASURE_LIFTED, Kind.REPORT_DECIDED, Kind.UNPUBLISHED):
            tell(kind, subject=7)
        number = tell(Kind.FOLLOW_ACCEPTED, cast.eli)
        assert cleo.get("/api/v1/notifications").json() == []
        assert cleo.get("/api/v2/notifications").json()["notification_groups"] == []
        assert cleo.get("/api/v1/notifications/unread_count").json() == {"count": 0}
        assert cleo.get(f"/api/v1/notifications/{number}").status_code == 404

    def test_a_measure_is_a_warning(self, cleo, cast, said, settled):
        facts = "It was unkind to the bread of others."
        with inside(cast.agora), settled():
            case = open_case(by=cast.ben, member=cast.cleo, post=said, at=NOON)
            rule = Rule.objects.first()
            take_measure(
                by=cast.ben,
                case_id=case.pk,
                kind=Measure.Kind.HIDE_POST,
                rule_id=rule.pk,
                facts=facts,
                at=NOON,
            )
        (shown,) = cleo.get("/api/v1/notifications").json()
        assert (shown["type"], shown["account"]["acct"]) == ("moderation_warning", "Cleo")
        assert "status" not in shown
        warning = shown["moderation_warning"]
        assert warning["action"] == "delete_statuses"
        assert warning["status_ids"] == [str(said.pk)]
        assert warning["target_account"]["acct"] == "Cleo"
        assert warning["text"] == f"{rule.text}\n\n{facts}"
        assert warning["appeal"] is None
        assert MOMENT.fullmatch(warning["created_at"])
        (group,) = cleo.get("/api/v2/notifications").json()["notification_groups"]
        assert group["moderation_warning"] == warning
        assert group["sample_account_ids"] == [str(cast.cleo.pk)]

    def test_moderators_read_reports_and_sign_ups(self, ben, cleo, cast, tell, said, settled):
        with inside(cast.agora), settled():
            report_post(
                by=cast.eli, post=said, rule_id=None, comment="It sells bread that is old.", at=NOON
            )
        tell(Kind.JOINED, cast.eli, whom=cast.ben)
        joined, reported = ben.get("/api/v1/notifications").json()
        assert (joined["type"], joined["account"]["acct"]) == ("admin.sign_up", "Eli")
        assert (reported["type"], reported["account"]["acct"]) == ("admin.report", "Eli")
        assert reported["report"]["target_account"]["acct"] == "Cleo"
        assert reported["report"]["comment"] == "It sells bread that is old."
        assert reported["report"]["status_ids"] == [str(said.pk)]
        groups = ben.get("/api/v2/notifications").json()["notification_groups"]
        assert [group["type"] for group in groups] == ["admin.sign_up", "admin.report"]
        assert groups[1]["report"] == reported["report"]
        tell(Kind.JOINED, cast.eli)
        assert cleo.get("/api/v1/notifications").json() == []

    def test_types_are_chosen(self, cleo, cast, tell, said):
        tell(Kind.FAVOURITE, cast.eli, post=said)
        tell(Kind.REPLY, cast.eli, post=said)
        tell(Kind.FOLLOW, cast.eli)

        def types(query):
            return [n["type"] for n in cleo.get(f"/api/v1/notifications?{query}").json()]

        assert types("types[]=mention&types[]=follow") == ["follow", "mention"]
        assert types("exclude_types[]=follow") == ["mention", "favourite"]
        assert types("types[]=mention&exclude_types[]=mention") == []
        assert types("types[]=severed_relationships") == []
        assert types("types[]=nonsense") == []

    def test_somebodys_alone_held_back_or_not(self, cleo, cast, tell, said):
        tell(Kind.FAVOURITE, cast.ben, post=said)
        with inside(cast.agora):
            change_policy(by=cast.cleo, at=NOON, not_following=Reception.FILTER)
        tell(Kind.FAVOURITE, cast.eli, post=said)
        assert [n["account"]["acct"] for n in cleo.get("/api/v1/notifications").json()] == ["Ben"]
        (held,) = cleo.get("/api/v1/notifications", account_id=cast.eli.pk).json()
        assert held["filtered"] is True
        assert len(cleo.get("/api/v1/notifications", include_filtered="true").json()) == 2

    def test_pages_are_linked(self, cleo, cast, tell, crowd):
        numbers = [tell(Kind.FOLLOW, fan) for fan in crowd[:5]]
        first = cleo.get("/api/v1/notifications?limit=2&types[]=follow")
        assert [n["id"] for n in first.json()] == [str(numbers[4]), str(numbers[3])]
        assert f"max_id={numbers[3]}" in first["Link"]
        assert f"min_id={numbers[4]}" in first["Link"]
        assert "types%5B%5D=follow" in first["Link"]
        up = cleo.get("/api/v1/notifications", limit=2, min_id=numbers[0])
        assert [n["id"] for n in up.json()] == [str(numbers[2]), str(numbers[1])]
        assert len(cleo.get("/api/v1/notifications", since_id=numbers[1]).json()) == 3

    def test_a_page_costs_the_same(self, cleo, cast, tell, said, crowd, costs_the_same):
        tell(Kind.FAVOURITE, cast.eli, post=said)

        def more():
            for fan in crowd:
                tell(Kind.FAVOURITE, fan, post=said)
                with inside(cast.agora):
                    other = say(cast.cleo)
                tell(Kind.FAVOURITE, fan, post=other)

        costs_the_same(lambda: cleo.get("/api/v1/notifications"), more=more)


def test_what_may_not_be_read_is_not_there(cleo, cast, tell, said):
    with inside(cast.agora):
        theirs = say(cast.eli, "@Cleo good morning")
    number = tell(Kind.MENTION, cast.eli, post=theirs)
    tell(Kind.FOLLOW, cast.eli)
    with inside(cast.agora):
        Post.objects.filter(pk=theirs.pk).update(hidden_at=NOON)
    assert [n["type"] for n in cleo.get("/api/v1/notifications").json()] == ["follow"]
    assert cleo.get(f"/api/v1/notifications/{number}").status_code == 404
    with inside(cast.agora):
        state(cast.eli, "suspended")
    assert cleo.get("/api/v1/notifications").json() == []
    assert cleo.get("/api/v2/notifications").json() == {
        "accounts": [],
        "statuses": [],
        "notification_groups": [],
    }


def test_nobody_is_told_of_somebody_whom_no_number_names(cleo) -> None:
    for number in (2**63, -(2**70)):
        answer = cleo.get("/api/v1/notifications", account_id=number)
        assert (answer.status_code, answer.json()) == (200, [])
