"""What moderators and everybody read: queue, file, log; at the same cost for few and many."""

import pytest

from commons import clock
from squares.moderation import log
from squares.moderation.actions.case import keep_case
from squares.moderation.actions.central import apply_central_measure
from squares.moderation.actions.measure import lift_measure, take_measure
from squares.moderation.actions.report import report_member, report_post
from squares.moderation.models.measure import Measure
from squares.moderation.queries import queue as queues
from squares.moderation.queries.cases import find_case, live_case_of
from squares.moderation.queries.queue import counts, queue
from squares.moderation.queries.statements import reports_by, statements_of
from tenants.context import inside

WHY = "A polite question about public papers."


@pytest.fixture
def many(cast, say, rules):
    """Report ten more posts, each twice."""

    def make():
        for number in range(10):
            post = say(cast.cleo, f"The market, part {number} of many.")
            for by in (cast.eli, cast.ada):
                report_post(by=by, post=post, rule_id=rules[number % 2], comment="", at=clock.now())

    return make


@pytest.mark.parametrize("tab", ["open", "escalated", "done", "nonsense"])
def test_the_queue_costs_the_same(cast, reported, many, costs_the_same, tab):
    costs_the_same(lambda: queue(viewer=cast.ben, tab=tab), more=many)


def test_the_file_costs_the_same(cast, reported, many, rules, costs_the_same):
    report_member(by=cast.eli, member=cast.cleo, rule_id=rules[0], comment="", at=clock.now())

    def more():
        many()
        for by in (cast.ben, cast.ada):
            report_post(by=by, post=reported.post, rule_id=rules[0], comment="", at=clock.now())

    costs_the_same(lambda: find_case(viewer=cast.ben, case_id=reported.pk), more=more)


def test_own_pages_cost_the_same(cast, reported, many, costs_the_same):
    costs_the_same(lambda: (reports_by(cast.eli), statements_of(cast.cleo)), more=many)


def test_oldest_first_and_counted(cast, reported, many):
    many()
    rows = queue(viewer=cast.ben, tab="open").items
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert counts(viewer=cast.ben).open == len(rows) == 11
    assert rows[0].reports == 1
    assert rows[0].where.startswith("1. ")
    assert rows[0].title == "Post by @Cleo"


def test_pages_of_the_queue_meet(cast, reported, many, monkeypatch):
    many()
    monkeypatch.setattr(queues, "QUEUE_SIZE", 4)
    seen, after = [], None
    for _ in range(3):
        page = queue(viewer=cast.ben, tab="open", after=after)
        seen += [row.id for row in page.items]
        after = page.older
    assert after is None
    assert len(set(seen)) == len(seen) == 11


def test_pages_of_what_is_done_meet_though_decided_in_one_moment(cast, many, monkeypatch):
    many()
    at = clock.now()
    for row in queue(viewer=cast.ben, tab="open").items:
        keep_case(by=cast.ben, case_id=row.id, reason=WHY, at=at)
    monkeypatch.setattr(queues, "QUEUE_SIZE", 4)
    seen, after = [], None
    for _ in range(3):
        page = queue(viewer=cast.ben, tab="done", after=after)
        seen += [row.id for row in page.items]
        after = page.older
    assert after is None
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 10


def test_a_moderator_never_meets_their_own_case(cast, say, rules):
    post = say(cast.ben)
    report_post(by=cast.eli, post=post, rule_id=rules[0], comment="", at=clock.now())
    assert queue(viewer=cast.ben, tab="open").items == ()
    assert counts(viewer=cast.ben).open == 0
    assert counts(viewer=cast.ada).open == 1


def test_the_other_square_sees_nothing(cast, reported, forum):
    with inside(forum):
        assert queue(viewer=cast.fay, tab="open").items == ()
        assert live_case_of(member_id=cast.cleo.pk, post_id=reported.post_id) is None
        assert log.entries().items == []


def test_the_file_tells_who_reported_what_was_done_and_what_was_before(cast, reported, many):
    many()
    file = find_case(viewer=cast.ben, case_id=reported.pk)
    assert [line.reporter.handle for line in file.reports] == ["Eli"]
    assert (file.cited[0].position, file.cited[0].times) == (1, 1)
    assert len(file.before) == 10
    assert live_case_of(member_id=cast.cleo.pk, post_id=reported.post_id) == reported.pk


def test_the_log_says_what_and_why_and_never_who(cast, say, reported, rules):
    def hide(case):
        return take_measure(
            by=cast.ben,
            case_id=case.pk,
            kind=Measure.Kind.HIDE_POST,
            rule_id=rules[0],
            facts="It is rude to a neighbour.",
            at=clock.now(),
        )

    measure = hide(reported)
    lift_measure(by=cast.ben, measure_id=measure.pk, reason="A mistake of ours.", at=clock.now())
    apply_central_measure(
        central_id=1,
        kind=Measure.Kind.HIDE_POST,
        post_id=say(cast.eli).pk,
        legal_ground="Section 185",
        facts="It insults a named person.",
        at=clock.now(),
    )
    central, own = log.entries().items
    assert (central.by_operators, central.ground, central.legal_ground) == (
        True,
        "law",
        "Section 185",
    )
    assert (own.by_operators, own.ground, own.rule_position) == (False, "rule", 1)
    assert own.reported
    assert own.lifted_at is not None
    for word in ("Cleo", "Eli", "Ben", "rude", "disgrace"):
        assert word not in f"{central} {own}"
    found = log.summary(at=clock.now())
    assert (found.decided, found.kept, found.measures, found.lifted) == (2, 0, 2, 1)


def test_the_log_costs_the_same(cast, say, costs_the_same):
    def more():
        for number in range(5):
            apply_central_measure(
                central_id=number,
                kind=Measure.Kind.HIDE_POST,
                post_id=say(cast.eli, f"Words {number} of five.").pk,
                legal_ground="Section 185",
                facts="It insults a named person.",
                at=clock.now(),
            )

    costs_the_same(log.entries, more=more)
