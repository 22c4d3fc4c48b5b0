"""Figures by a moderator's app: counted from rows, day by day, part by part, by who came together."""

import pytest

from api_client import app_of
from squares.media import queries as media
from squares.members.models import Member
from squares.moderation.actions.report import report_member
from squares.posts.actions.react import boost, favourite
from squares.posts.models.names import Tag
from talk_cast import NOON, say
from tenants.context import inside

DAYS = {"start_at": "2026-06-01", "end_at": "2026-06-03"}


@pytest.fixture
def lively(cast, agora):
    """Three posts on the first of June, one of them liked, passed on and answered."""
    with inside(agora):
        first = say(cast.cleo, "Bread is baked. #bread")
        say(cast.cleo, "More of it. #bread")
        say(cast.eli, "Is it warm?", in_reply_to=first.pk)
        favourite(by=cast.ben, post_id=first.pk, at=first.published_at)
        boost(by=cast.ben, post_id=first.pk, at=first.published_at)
        Member.objects.filter(pk=cast.eli.pk).update(joined_at=NOON)
        report_member(
            by=cast.eli, member=cast.cleo, rule_id=None, comment="Bread again, always.", at=NOON
        )
        return Tag.objects.get(key="bread")


def measured(app, **body):
    answer = app.post("/api/v1/admin/measures", DAYS | body)
    assert answer.status_code == 200
    return answer.json()


def test_a_figure_has_every_field(ben, lively):
    (told,) = measured(ben, keys=["new_users"])
    assert told == {
        "key": "new_users",
        "unit": None,
        "total": "1",
        "human_value": "1",
        "previous_total": "0",
        "data": [
            {"date": "2026-06-01T00:00:00.000Z", "value": "1"},
            {"date": "2026-06-02T00:00:00.000Z", "value": "0"},
            {"date": "2026-06-03T00:00:00.000Z", "value": "0"},
        ],
    }


@pytest.mark.parametrize(
    ("key", "total"),
    [
        ("active_users", "3"),  # Cleo, Eli, and Ben who passed it on
        ("interactions", "3"),
        ("opened_reports", "1"),
        ("resolved_reports", "0"),
        ("tag_uses", "2"),
        ("tag_accounts", "1"),
    ],
)
def test_what_is_counted(ben, lively, key, total):
    about = {"tag_uses": {"id": lively.pk}, "tag_accounts": {"id": str(lively.pk)}}
    (told,) = measured(ben, keys=[key], **about)
    assert (told["total"], told["data"][0]["value"]) == (total, total)


def test_the_stretch_before_is_told_too(ben, lively):
    after = {"start_at": "2026-06-02T00:00:00Z", "end_at": "2026-06-03"}
    (told,) = measured(ben, keys=["active_users"], **after)
    assert (told["total"], told["previous_total"]) == ("0", "3")


def test_what_is_not_counted_is_left_out(ben, lively):
    assert measured(ben, keys=["instance_accounts", "tag_servers", "nonsense"]) == []


@pytest.mark.parametrize(
    "days",
    [
        {},
        {"start_at": "yesterday", "end_at": "today"},
        {"start_at": "2026-06-03", "end_at": "2026-06-01"},
        {"start_at": "2020-01-01", "end_at": "2026-06-01"},
        {"start_at": "9999-12-31", "end_at": "9999-12-31"},
        {"start_at": "0001-01-01", "end_at": "0001-01-02"},
    ],
)
@pytest.mark.parametrize("what", ["measures", "dimensions", "retention"])
def test_days_make_sense(ben, what, days):
    answer = ben.post(f"/api/v1/admin/{what}", {"keys": ["active_users", "servers"]} | days)
    assert answer.status_code == 422


def test_what_a_figure_is_made_of(ben, cast, agora, lively, monkeypatch):
    monkeypatch.setattr(media, "stored_bytes", lambda: 0)
    keys = ["languages", "servers", "space_usage", "software_versions", "sources", "tag_languages"]
    body = DAYS | {"keys": [*keys, "nonsense"], "tag_languages": {"id": lively.pk}}
    told = ben.post("/api/v1/admin/dimensions", body).json()
    assert [each["key"] for each in told] == keys
    parts = {each["key"]: each["data"] for each in told}
    assert parts["languages"] == [{"key": "en", "human_key": "English", "value": "3"}]
    assert parts["servers"] == [
        {"key": "agora.localhost", "human_key": "agora.localhost", "value": "4"}
    ]
    assert (parts["space_usage"][0]["unit"], parts["sources"]) == ("bytes", [])
    assert parts["software_versions"][0]["value"].startswith("4.5.0")


def test_who_came_together_and_stayed(ben, cast, agora, lively):
    told = ben.post("/api/v1/admin/retention", DAYS | {"frequency": "day"}).json()
    assert [cohort["period"][:10] for cohort in told] == [
        "2026-06-01",
        "2026-06-02",
        "2026-06-03",
    ]
    assert told[0]["frequency"] == "day"
    assert told[0]["data"] == [
        {"date": "2026-06-01T00:00:00.000Z", "rate": 1.0, "value": "1"},
        {"date": "2026-06-02T00:00:00.000Z", "rate": 0.0, "value": "0"},
        {"date": "2026-06-03T00:00:00.000Z", "rate": 0.0, "value": "0"},
    ]
    months = {"start_at": "2026-05-01", "end_at": "2026-06-30", "frequency": "month"}
    told = ben.post("/api/v1/admin/retention", months).json()
    assert [len(cohort["data"]) for cohort in told] == [2, 1]
    assert told[1]["data"][0]["value"] == "1"
    assert ben.post("/api/v1/admin/retention", DAYS | {"frequency": "hour"}).status_code == 422


def test_a_figure_is_one_statement(ben, lively, django_assert_num_queries):
    measured(ben, keys=[])
    with django_assert_num_queries(1) as before:
        measured(ben, keys=[])
    with django_assert_num_queries(len(before) + 3):
        measured(ben, keys=["active_users", "interactions", "new_users"])


@pytest.mark.parametrize("what", ["measures", "dimensions", "retention"])
def test_only_those_who_run_the_square(nobody, cleo, cast, agora, what):
    path = f"/api/v1/admin/{what}"
    assert nobody.post(path, DAYS).status_code == 401
    answer = cleo.post(path, DAYS)
    assert (answer.status_code, answer.json()) == (403, {"error": "This action is not allowed"})
    assert app_of(agora, cast.ben, ("read", "admin:write")).post(path, DAYS).status_code == 403


def test_another_squares_figures_are_its_own(cast, lively):
    fay = app_of(cast.forum, cast.fay)
    (told,) = measured(fay, keys=["active_users"])
    assert told["total"] == "0"
