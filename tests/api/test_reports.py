"""Reporting by an app."""

import pytest

from api_client import app_of
from squares.charter.queries import rules_in_force
from squares.moderation.models.case import Case
from squares.moderation.models.report import Report
from talk_cast import block, say, state
from tenants.context import inside

PATH = "/api/v1/reports"


@pytest.fixture
def rule_ids(agora):
    with inside(agora):
        return [rule.id for rule in rules_in_force()]


@pytest.fixture
def posts(cast, agora):
    with inside(agora):
        return [say(cast.cleo, f"Number {n}, and rude.") for n in range(3)]


def test_every_field(eli, cast, agora, posts, rule_ids):
    answer = eli.post(
        PATH,
        {
            "account_id": str(cast.cleo.pk),
            "status_ids": [str(post.pk) for post in posts],
            "comment": "Rude, all of it.",
            "forward": True,
            "category": "violation",
            "rule_ids": [str(rule_ids[1])],
        },
    )
    told = answer.json()
    assert answer.status_code == 200
    assert told.pop("target_account")["acct"] == "Cleo"
    assert told.pop("created_at").endswith("Z")
    with inside(agora):
        report = Report.objects.earliest("id")
        assert Case.objects.count() == Report.objects.count() == 3
    assert told == {
        "id": str(report.pk),
        "action_taken": False,
        "action_taken_at": None,
        "category": "violation",
        "comment": "Rude, all of it.",
        "forwarded": False,
        "status_ids": [str(post.pk) for post in posts],
        "rule_ids": [str(rule_ids[1])],
    }


def test_a_member_as_a_whole(eli, cast, agora):
    told = eli.post(PATH, {"account_id": cast.cleo.pk, "comment": "Follows me home."}).json()
    assert (told["category"], told["status_ids"], told["rule_ids"]) == ("other", None, None)
    with inside(agora):
        assert Case.objects.get().post_id is None


def test_an_old_app_says_nothing_more(eli, cast, posts):
    body = {"account_id": cast.cleo.pk, "status_ids[]": posts[0].pk}
    answer = eli.form(PATH + "/", body)
    assert (answer.status_code, answer.json()["category"]) == (200, "other")


def test_a_second_one_replaces_the_first(eli, cast, agora, posts):
    for category in ("spam", "legal"):
        body = {"account_id": cast.cleo.pk, "status_ids": [posts[0].pk], "category": category}
        assert eli.post(PATH, body).status_code == 200
    with inside(agora):
        assert Report.objects.get().category == "legal"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"account_id": "1"}, 404),
        ({"account_id": "x"}, 422),
        ({"account_id": None}, 422),
        ({"status_ids": ["1"]}, 404),
        ({"status_ids": ["x"]}, 422),
        ({"category": "rudeness"}, 422),
        ({"rule_ids": ["999999"]}, 422),
        ({"comment": "x" * 1001}, 422),
    ],
)
def test_bad_input(eli, cast, agora, posts, change, status):
    body = {"account_id": cast.cleo.pk, "status_ids": [posts[0].pk]} | change
    answer = eli.post(PATH, body)
    assert (answer.status_code, "error" in answer.json()) == (status, True)
    with inside(agora):
        assert not Report.objects.exists()


def test_not_oneself_and_not_anothers_posts(cleo, eli, cast, agora, posts):
    assert cleo.post(PATH, {"account_id": cast.cleo.pk}).status_code == 422
    body = {"account_id": cast.ben.pk, "status_ids": [posts[0].pk]}
    assert eli.post(PATH, body).status_code == 404
    with inside(agora):
        assert not Report.objects.exists()


def test_what_one_may_not_read_is_not_found(eli, cast, agora, posts):
    with inside(agora):
        block(cast.cleo, cast.eli)
    body = {"account_id": cast.cleo.pk, "status_ids": [posts[0].pk]}
    assert eli.post(PATH, body).status_code == 404


def test_the_silenced_may_report(eli, cast, agora, posts):
    with inside(agora):
        state(cast.eli, "silenced")
    assert eli.post(PATH, {"account_id": cast.cleo.pk}).status_code == 200


def test_a_stranger_finds_nobody(dov, cast, posts):
    assert dov.post(PATH, {"account_id": cast.cleo.pk}).status_code == 404


def test_a_token_is_wanted_and_its_scope(nobody, cast, agora):
    assert nobody.post(PATH, {"account_id": cast.cleo.pk}).status_code == 401
    reads = app_of(agora, cast.eli, ("read",))
    assert reads.post(PATH, {"account_id": cast.cleo.pk}).status_code == 403
    assert reads.get(PATH).json() == []
