"""Running a square by an app: who is here, what was reported, what came of it, in figures."""

from datetime import UTC, datetime, timedelta

import pytest
from mastodon import MastodonAPIError, MastodonUnauthorizedError

from conftest import join, me

FACTS = "You mocked a neighbour by name, twice in one evening."


@pytest.fixture
def reported(ada, ben, steward):
    """Ada said something, Ben reported it under the first rule."""
    said = ada.status_post("Only fools buy there. #gossip")
    rule = ben.instance_rules()[0]
    report = ben.report(me(ada), [said], category="violation", rule_ids=[rule.id])
    return me(ada), said, report


def test_reports_are_worked(reported, steward, raw) -> None:
    account, said, report = reported
    assert [one.id for one in steward.admin_reports(target_account_id=account)] == [report.id]
    told = steward.admin_report(report)
    assert (told.statuses[0].id, told.target_account.id) == (said.id, account.id)
    assert steward.admin_report_assign(report).assigned_account.username == "keeper"
    assert steward.admin_report_unassign(report).assigned_account is None
    assert steward.admin_report_resolve(report).action_taken
    assert not steward.admin_report_reopen(report).action_taken
    changed = raw(steward, "PUT", f"/api/v1/admin/reports/{report.id}", json={"category": "spam"})
    assert (changed["category"], changed["rules"]) == ("spam", [])


def test_a_member_is_silenced_and_free_again(reported, ada, steward) -> None:
    account, _said, report = reported
    with pytest.raises(MastodonAPIError):  # not without a sentence
        steward.admin_account_moderate(account, action="silence", report_id=report, text="rude")
    steward.admin_account_moderate(account, action="silence", report_id=report, text=FACTS)
    assert steward.admin_account(account).silenced
    assert not steward.admin_account_unsilence(account).silenced
    for free in (steward.admin_account_unsuspend, steward.admin_account_enable):
        assert not free(account).suspended
    steward.admin_account_unsensitive(account)


def test_people_are_found(ada, steward) -> None:
    everyone = steward.admin_accounts_v2(origin="local", status="active")
    assert me(ada).id in {one.id for one in everyone}
    assert all(one.email == "" for one in everyone)
    assert steward.admin_accounts_v2(status="pending") == []
    assert steward.admin_accounts_v1(remote=True) == []


def test_figures(reported, steward) -> None:
    until = datetime.now(UTC)
    since = until - timedelta(days=6)
    tag = steward.admin_trending_tags(limit=1)
    number = int(tag[0].id) if tag else 1
    measures = steward.admin_measures(
        since,
        until,
        active_users=True,
        new_users=True,
        interactions=True,
        opened_reports=True,
        resolved_reports=True,
        tag_accounts=number,
        tag_uses=number,
    )
    assert [len(measure.data) for measure in measures] == [7] * 7
    parts = steward.admin_dimensions(
        since,
        until,
        languages=True,
        sources=True,
        servers=True,
        space_usage=True,
        software_versions=True,
        tag_languages=number,
    )
    assert {"languages", "servers", "space_usage"} <= {part.key for part in parts}
    assert len(steward.admin_retention(since, until)) == 7


def test_what_trends(steward) -> None:
    assert isinstance(steward.admin_trending_statuses(), list)
    assert steward.admin_trending_links() == []


def test_nothing_is_blocked_by_the_list(steward) -> None:
    for listed in (
        steward.admin_domain_blocks,
        steward.admin_domain_allows,
        steward.admin_email_domain_blocks,
        steward.admin_canonical_email_blocks,
        steward.admin_ip_blocks,
    ):
        assert listed() == []


def test_no_member_may(url, app) -> None:
    with pytest.raises((MastodonAPIError, MastodonUnauthorizedError)):
        join(url, app).admin_reports()
