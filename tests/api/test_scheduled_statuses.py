"""Planned posts by an app: listed, moved, dropped."""

from datetime import datetime, timedelta

import pytest

from commons import clock
from squares.media.actions import upload
from squares.posts.actions.publish import Draft
from squares.posts.actions.scheduled import schedule_post
from squares.posts.models.post import QuotePolicy, Visibility
from squares.posts.models.scheduled import ScheduledPost
from squares.posts.polling import PollDraft
from talk_cast import picture
from tenants.context import inside

PATH = "/api/v1/scheduled_statuses"


def in_hours(hours: int) -> datetime:
    return (clock.now() + timedelta(hours=hours)).replace(microsecond=0)


@pytest.fixture
def plan(cast):
    def make(by, text="Later", hours=1, **draft):
        with inside(cast.agora):
            return schedule_post(
                by=by, draft=Draft(text=text, **draft), due=in_hours(hours), at=clock.now()
            )

    return make


def test_a_plan_with_every_field(cleo, cast, plan) -> None:
    poll = PollDraft(options=("a", "b"), seconds=600, multiple=True)
    row = plan(
        cast.cleo,
        warning="Careful",
        language="de",
        visibility=Visibility.FOLLOWERS,
        poll=poll,
        quote_policy=QuotePolicy.NOBODY,
    )
    (found,) = cleo.get(PATH).json()
    assert found == cleo.get(f"{PATH}/{row.pk}").json()
    assert found == {
        "id": str(row.pk),
        "scheduled_at": f"{row.due_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "params": {
            "text": "Later",
            "poll": {
                "options": ["a", "b"],
                "expires_in": 600,
                "multiple": True,
                "hide_totals": False,
            },
            "media_ids": None,
            "sensitive": False,
            "spoiler_text": "Careful",
            "visibility": "private",
            "language": "de",
            "in_reply_to_id": None,
            "quoted_status_id": None,
            "quote_approval_policy": "nobody",
            "application_id": None,
            "scheduled_at": None,
            "idempotency": None,
            "with_rate_limit": False,
        },
        "media_attachments": [],
    }


def test_its_files_are_shown(cleo, cast, plan) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now(), description="A lake")
    plan(cast.cleo, media_ids=(media.pk,))
    (found,) = cleo.get(PATH).json()
    assert found["params"]["media_ids"] == [str(media.pk)]
    assert found["media_attachments"][0]["description"] == "A lake"


def test_moving_and_dropping(cleo, cast, plan) -> None:
    row, due = plan(cast.cleo), in_hours(5)
    path = f"{PATH}/{row.pk}"
    moved = cleo.put(path, {"scheduled_at": due.isoformat()}).json()
    assert moved["scheduled_at"] == f"{due:%Y-%m-%dT%H:%M:%S}.000Z"
    assert cleo.put(path, {}).json()["scheduled_at"] == moved["scheduled_at"]
    soon = cleo.put(path, {"scheduled_at": (clock.now() + timedelta(minutes=1)).isoformat()})
    assert soon.status_code == 422
    assert soon.json()["error"].startswith("Validation failed: ")
    for wrong in ("banana", "2026-13-45", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        answer = cleo.put(path, {"scheduled_at": wrong})
        assert answer.status_code == 422, wrong
    assert (cleo.delete(path).status_code, cleo.delete(path).status_code) == (200, 404)
    assert cleo.get(PATH).json() == []


def test_other_peoples_plans_are_not_there(eli, cast, plan) -> None:
    path = f"{PATH}/{plan(cast.cleo).pk}"
    assert eli.get(PATH).json() == []
    for answer in (eli.get(path), eli.put(path, {}), eli.delete(path)):
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
    with inside(cast.agora):
        assert ScheduledPost.objects.count() == 1


def test_what_was_refused_is_no_plan_any_more(cleo, cast, plan) -> None:
    row = plan(cast.cleo)
    with inside(cast.agora):
        ScheduledPost.objects.filter(pk=row.pk).update(refused="Too long.")
    assert cleo.get(PATH).json() == []


def test_pages_and_cost(cleo, cast, plan, costs_the_same) -> None:
    rows = [plan(cast.cleo, hours=n) for n in (3, 1, 2)]
    first = cleo.get(PATH, limit=2)
    assert [s["id"] for s in first.json()] == [str(rows[2].pk), str(rows[1].pk)]
    assert f'max_id={rows[1].pk}>; rel="next"' in first.headers["Link"]
    rest = cleo.get(PATH, limit=2, max_id=rows[1].pk)
    assert [s["id"] for s in rest.json()] == [str(rows[0].pk)]

    def more() -> None:
        for n in range(10):
            plan(cast.cleo, hours=30 * n + 1)

    costs_the_same(lambda: cleo.get(PATH), more=more)
