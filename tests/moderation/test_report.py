"""Reports: one case a subject, budgets, earlier answers."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from commons import audit, clock
from commons.models import AuditEntry
from squares.members.models import Member
from squares.moderation import rules as law
from squares.moderation.actions.case import keep_case
from squares.moderation.actions.report import (
    open_case,
    report_member,
    report_post,
    report_together,
)
from squares.moderation.actions.subject import live_case
from squares.moderation.errors import (
    CommentTooLong,
    FactsMissing,
    MayNotReport,
    NotAModerator,
    OwnCase,
    OwnSubject,
    RuleNotInForce,
    TooManyPosts,
    TooManyReports,
)
from squares.moderation.models.case import Case
from squares.moderation.models.report import Report
from squares.posts.errors import PostNotFound
from tenants.context import inside, outside
from tenants.queries import find_square

WHY = "A polite question about public papers."


def test_opens_a_case(cast, say, rules):
    post = say(cast.cleo)
    made = report_post(by=cast.eli, post=post, rule_id=rules[0], comment="Rude.", at=clock.now())
    case = Case.objects.get()
    assert (case, made.answered) == (made.case, False)
    assert (case.member_id, case.post_id, case.text) == (cast.cleo.pk, post.pk, post.text)
    assert (case.state, case.reports_count) == ("open", 1)
    assert [entry.action for entry in AuditEntry.objects.order_by("seq")][-1] == "case.reported"
    assert audit.verify()[1] is None


def test_however_many_report_there_is_one_case(cast, say, rules):
    post = say(cast.cleo)
    for by in (cast.eli, cast.ben, cast.ada):
        report_post(by=by, post=post, rule_id=rules[0], comment="", at=clock.now())
    case = Case.objects.get()
    assert case.reports_count == case.reports.count() == 3


def test_a_second_report_replaces_the_first(cast, say, rules):
    post = say(cast.cleo)
    for words, rule in (("One.", rules[0]), ("Two.", rules[1])):
        report_post(by=cast.eli, post=post, rule_id=rule, comment=words, at=clock.now())
    report = Report.objects.get()
    assert (report.comment, report.rule_id, Case.objects.get().reports_count) == (
        "Two.",
        rules[1],
        1,
    )


def test_post_and_member_are_two_subjects(cast, say, rules):
    report_post(by=cast.eli, post=say(cast.cleo), rule_id=rules[0], comment="", at=clock.now())
    report_member(by=cast.eli, member=cast.cleo, rule_id=rules[0], comment="", at=clock.now())
    assert Case.objects.count() == 2


def test_a_boost_stands_for_what_it_boosts(cast, say, rules):
    from squares.posts.models.post import Post

    post = say(cast.cleo)
    boost = Post.objects.create(
        author=cast.ben, boost_of=post, visibility="public", published_at=clock.now()
    )
    made = report_post(by=cast.eli, post=boost, rule_id=rules[0], comment="", at=clock.now())
    assert (made.case.post_id, made.case.member_id) == (post.pk, cast.cleo.pk)


def test_nobody_reports_themselves(cast, say, rules):
    with pytest.raises(OwnSubject):
        report_post(by=cast.cleo, post=say(cast.cleo), rule_id=rules[0], comment="", at=clock.now())
    assert not Case.objects.exists()


@pytest.mark.parametrize("state", ["pending", "suspended", "gone", "unconfirmed"])
def test_who_is_not_here_does_not_report(cast, rules, state):
    cast.eli.state = state
    with pytest.raises(MayNotReport):
        report_member(by=cast.eli, member=cast.cleo, rule_id=rules[0], comment="", at=clock.now())


def test_a_retired_or_unknown_rule_is_refused(cast, say):
    with pytest.raises(RuleNotInForce):
        report_post(by=cast.eli, post=say(cast.cleo), rule_id=999, comment="", at=clock.now())


def test_something_else_wants_a_sentence(cast, say):
    post = say(cast.cleo)
    with pytest.raises(FactsMissing):
        report_post(by=cast.eli, post=post, rule_id=None, comment="bad", at=clock.now())
    made = report_post(
        by=cast.eli, post=post, rule_id=None, comment="It names my street.", at=clock.now()
    )
    assert made.report.rule is None


def test_a_day_has_a_budget_and_a_changed_report_is_free(cast, say, rules, monkeypatch):
    monkeypatch.setattr(law, "REPORTS_A_DAY", 2)
    one, two, three = (say(cast.cleo, f"Words number {n} today.") for n in range(3))
    for post in (one, two, two, one):
        report_post(by=cast.eli, post=post, rule_id=rules[0], comment="", at=clock.now())
    with pytest.raises(TooManyReports) as refused:
        report_post(by=cast.eli, post=three, rule_id=rules[0], comment="", at=clock.now())
    assert refused.value.params["retry_after"] > 0
    report_post(by=cast.ben, post=three, rule_id=rules[0], comment="", at=clock.now())


class TestReviewedAndKept:
    @pytest.fixture
    def kept(self, cast, reported):
        return keep_case(by=cast.ben, case_id=reported.pk, reason=WHY, at=clock.now())

    def report(self, by, kept, rule_id, *, after=timedelta(0)):
        post = type(kept.post).objects.select_related("author").get(pk=kept.post_id)
        at = clock.now() + after
        return report_post(by=by, post=post, rule_id=rule_id, comment="Me too.", at=at)

    def test_answers_the_same_report_at_once(self, cast, kept, rules):
        made = self.report(cast.ada, kept, rules[0])
        assert made.answered
        assert made.case == kept
        assert made.case.state == "kept"
        assert made.case.reports_count == 2

    def test_another_rule_is_another_question(self, cast, kept, rules):
        made = self.report(cast.ada, kept, rules[1])
        assert not made.answered
        assert made.case.pk != kept.pk

    def test_ends_after_ninety_days(self, cast, kept, rules):
        assert not self.report(cast.ada, kept, rules[0], after=timedelta(days=91)).answered

    def test_ends_with_an_edit(self, cast, kept, rules):
        type(kept.post).objects.update(edited_at=clock.now())
        assert not self.report(cast.ada, kept, rules[0]).answered

    def test_a_live_case_is_joined_instead(self, cast, kept, rules):
        live = self.report(cast.ada, kept, rules[1]).case
        assert self.report(cast.ben, kept, rules[0]).case == live

    def test_holds_a_week_for_a_member(self, cast, rules):
        made = report_member(
            by=cast.eli, member=cast.cleo, rule_id=rules[0], comment="", at=clock.now()
        )
        keep_case(by=cast.ben, case_id=made.case.pk, reason=WHY, at=clock.now())
        for days, answered in ((6, True), (8, False)):
            at = clock.now() + timedelta(days=days)
            again = report_member(
                by=cast.ada, member=cast.cleo, rule_id=rules[0], comment="", at=at
            )
            assert again.answered is answered


def test_a_moderator_opens_a_case_without_reporting(cast, say):
    post = say(cast.cleo)
    case = open_case(by=cast.ben, member=cast.cleo, post=post, at=clock.now())
    assert case == open_case(by=cast.ada, member=cast.cleo, post=post, at=clock.now())
    assert (case.reports_count, case.notes.get().action) == (0, "opened")


def test_only_moderators_open_cases_and_never_about_themselves(cast, say):
    with pytest.raises(NotAModerator):
        open_case(by=cast.eli, member=cast.cleo, post=None, at=clock.now())
    with pytest.raises(OwnCase):
        open_case(by=cast.ben, member=cast.ben, post=None, at=clock.now())


def test_who_comes_second_finds_the_case_of_who_came_first(cast, say, rules, monkeypatch):
    """The second looked before the first inserted: the unique constraint brings them together."""
    from squares.moderation.actions import subject

    post = say(cast.cleo)
    report_post(by=cast.eli, post=post, rule_id=rules[0], comment="", at=clock.now())
    look, blind = subject._find_or_open, iter([True])

    def late(member, about, at):
        if not next(blind, False):
            return look(member, about, at)
        with monkeypatch.context() as patch:
            patch.setattr(subject.Case.objects, "filter", lambda **_: Case.objects.none())
            return look(member, about, at)

    monkeypatch.setattr(subject, "_find_or_open", late)
    report_post(by=cast.ben, post=post, rule_id=rules[0], comment="", at=clock.now())
    assert Case.objects.get().reports_count == 2


def test_two_connections_open_one_case(django_db_setup, django_db_blocker):
    """For real: two transactions at the same moment, committed, and cleared away again."""
    opened, start = [], threading.Barrier(2)

    def come() -> None:
        with inside(square):
            start.wait(timeout=10)
            with transaction.atomic():
                opened.append(live_case(member=cleo, post=None, at=clock.now()))
        connection.close()

    with django_db_blocker.unblock():
        with outside():
            square = find_square(slug="agora")
        with inside(square):
            cleo = Member.objects.get(handle="Cleo")
            threads = [threading.Thread(target=come) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=20)
            cases = list(Case.objects.all())
            Case.objects.all().delete()
        connection.close()
    assert [case.pk for case in cases] == [opened[0][0].pk] == [opened[1][0].pk]
    assert sorted(fresh for _, fresh in opened) == [False, True]


class TestTogether:
    """Several posts in one report, as apps send them."""

    def test_each_joins_the_case_of_its_own_subject(self, cast, say, rules):
        posts = [say(cast.cleo, f"Number {n}, and rude.") for n in range(3)]
        first = report_post(
            by=cast.ben, post=posts[0], rule_id=rules[0], comment="", at=clock.now()
        )
        made = report_together(
            by=cast.eli, posts=[*posts, posts[0]], rule_id=rules[0], comment="", at=clock.now()
        )
        assert [each.case.post_id for each in made] == [post.pk for post in posts]
        assert (made[0].case, Case.objects.count()) == (first.case, 3)
        assert sorted(Case.objects.values_list("reports_count", flat=True)) == [1, 1, 2]

    def test_it_counts_as_one_of_the_day(self, cast, say, rules, monkeypatch):
        monkeypatch.setattr(law, "REPORTS_A_DAY", 1)
        posts = [say(cast.cleo, f"Number {n}, and rude.") for n in range(3)]
        for _ in range(2):  # the second changes what the first said
            report_together(by=cast.eli, posts=posts, rule_id=rules[0], comment="", at=clock.now())
        with pytest.raises(TooManyReports):
            report_post(
                by=cast.eli, post=say(cast.cleo), rule_id=rules[0], comment="", at=clock.now()
            )

    def test_they_are_by_one_author_and_not_too_many(self, cast, say, rules):
        posts = [say(cast.cleo), say(cast.ben)]
        with pytest.raises(PostNotFound):
            report_together(by=cast.eli, posts=posts, rule_id=rules[0], comment="", at=clock.now())
        many = [say(cast.cleo, f"Number {n}, and rude.") for n in range(41)]
        with pytest.raises(TooManyPosts):
            report_together(by=cast.eli, posts=many, rule_id=rules[0], comment="", at=clock.now())
        assert not Report.objects.exists()


def test_a_category_says_enough(cast, say):
    made = report_post(
        by=cast.eli,
        post=say(cast.cleo),
        rule_id=None,
        comment="",
        category=Report.Category.SPAM,
        at=clock.now(),
    )
    assert (made.report.category, made.report.rule_id) == ("spam", None)


def test_a_rule_or_words_say_the_category(cast, say, rules):
    by_rule = report_post(
        by=cast.eli, post=say(cast.cleo), rule_id=rules[0], comment="", at=clock.now()
    )
    by_words = report_post(
        by=cast.eli,
        post=say(cast.cleo),
        rule_id=None,
        comment="It is odd, all of it.",
        at=clock.now(),
    )
    assert (by_rule.report.category, by_words.report.category) == ("violation", "other")


def test_nobody_reads_a_novel(cast, say, rules):
    with pytest.raises(CommentTooLong):
        report_post(
            by=cast.eli, post=say(cast.cleo), rule_id=rules[0], comment="x" * 1001, at=clock.now()
        )
