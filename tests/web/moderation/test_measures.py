"""What members see: reporting, what became of it, what was restricted of theirs, the public log."""

import pytest

from commons import clock
from squares.members.models import Member
from squares.moderation.actions.central import apply_central_measure
from squares.moderation.actions.measure import lift_measure, take_measure
from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.moderation.models.report import Report
from tenants.context import inside

FACTS = "It calls a neighbour a disgrace to the town."


@pytest.fixture
def hidden(cast, agora, case, rules):
    with inside(agora):
        return take_measure(
            by=cast.ben,
            case_id=case.pk,
            kind=Measure.Kind.HIDE_POST,
            rule_id=rules[0],
            facts=FACTS,
            at=clock.now(),
        )


class TestReporting:
    def test_a_post(self, cast, as_, agora, say, rules, first_rule):
        post, eli = say(cast.cleo), as_(cast.eli)
        address = f"/@Cleo/{post.pk}/report"
        page = eli.get(address).text
        assert first_rule in page
        assert "disgrace" in page
        done = eli.post(address, {"rule": rules[0], "comment": "Rude."})
        with inside(agora):
            report = Report.objects.get()
        assert (done.status_code, done.url) == (302, f"/reports/{report.pk}")
        assert "with the moderators" in eli.get(done.url).text
        assert "looking at it" in eli.get("/settings/reports").text
        assert as_(cast.cleo).get(done.url).status_code == 404

    def test_a_member(self, cast, as_, agora, rules):
        eli = as_(cast.eli)
        assert eli.get("/@cleo/report").status_code == 200
        done = eli.post("/@cleo/report", {"rule": "else", "comment": "She writes to my children."})
        assert done.status_code == 302
        with inside(agora):
            assert Case.objects.get().post is None

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            {"rule": "999"},
            {"rule": "else", "comment": ""},
            {"rule": "else", "comment": "x" * 1001},
        ],
    )
    def test_bad_answers(self, cast, as_, agora, say, answers):
        page = as_(cast.eli).post(f"/@Cleo/{say(cast.cleo).pk}/report", answers)
        assert page.status_code == 422
        assert "error-summary" in page.text
        with inside(agora):
            assert not Case.objects.exists()

    def test_visitors_sign_in_first(self, cast, as_, say):
        done = as_(None).get(f"/@Cleo/{say(cast.cleo).pk}/report")
        assert done.status_code == 302
        assert "login" in done.url

    def test_who_waits_reads_where_they_stand(self, cast, as_, agora, say):
        post = say(cast.cleo)
        with inside(agora):
            Member.objects.filter(pk=cast.eli.pk).update(state="suspended")
        assert as_(cast.eli).get(f"/@Cleo/{post.pk}/report").status_code == 403

    def test_what_one_cannot_see_one_cannot_report(self, cast, as_, say, hidden):
        assert as_(cast.eli).get(f"/@Cleo/{hidden.post_id}/report").status_code == 404
        assert as_(cast.eli).get("/@Cleo/1/report").status_code == 404
        assert as_(cast.eli).get("/@Nobody/report").status_code == 404
        post = say(cast.ben)
        assert as_(cast.eli).get(f"/@Cleo/{post.pk}/report").status_code == 404

    def test_ones_own_is_not_reported(self, cast, as_, say, rules):
        cleo, address = as_(cast.cleo), f"/@Cleo/{say(cast.cleo).pk}/report"
        assert "You cannot report yourself" in cleo.get(address).text
        assert cleo.post(address, {"rule": rules[0]}).status_code == 422

    def test_moderators_are_offered_the_case_instead(self, cast, as_, say, report):
        post = say(cast.cleo)
        ben, address = as_(cast.ben), f"/@Cleo/{post.pk}/report"
        assert f"/moderation/open/posts/{post.pk}" in ben.get(address).text
        case = report(post)
        assert f"/moderation/cases/{case.pk}" in ben.get(address).text
        main = as_(cast.eli).get(address).text.split("<main")[1].split("</main>")[0]
        assert "/moderation/" not in main

    def test_an_earlier_answer_is_given_at_once(self, cast, as_, agora, case, rules):
        from squares.moderation.actions.case import keep_case

        with inside(agora):
            keep_case(by=cast.ben, case_id=case.pk, reason="Nobody is named.", at=clock.now())
            Member.objects.filter(pk=cast.ada.pk).update(role="member")
        address = f"/@Cleo/{case.post_id}/report"
        done = as_(cast.ada).post(address, {"rule": rules[0], "comment": ""}, follow=True)
        assert "looked at exactly this before" in done.text

    def test_too_many_in_a_day(self, cast, as_, agora, say, rules, monkeypatch):
        from squares.moderation import rules as law

        monkeypatch.setattr(law, "REPORTS_A_DAY", 0)
        page = as_(cast.eli).post(f"/@Cleo/{say(cast.cleo).pk}/report", {"rule": rules[0]})
        assert page.status_code == 422
        assert "many reports today" in page.text


class TestStatements:
    def test_the_author_reads_it_all(self, cast, as_, agora, hidden, first_rule):
        cleo = as_(cast.cleo)
        page = cleo.get("/settings/restrictions").text
        address = f"/statements/{hidden.statement.pk}"
        assert address in page
        page = cleo.get(address).text
        for words in ("Why your post was hidden", first_rule, FACTS, "disgrace", "If you disagree"):
            assert words in page
        for words in ("Go to court", "out-of-court", "until it is lifted", "A member reported it."):
            assert words in page
        for name in ("@Eli", "@Ben"):
            assert name not in page.split("<main")[1].split("</main>")[0]
        with inside(agora):
            assert StatementOfReasons.objects.get().read_at is not None

    def test_the_hidden_post_leads_there(self, cast, as_, hidden):
        address, link = f"/@Cleo/{hidden.post_id}", f"/statements/{hidden.statement.pk}"
        assert link in as_(cast.cleo).get(address).text
        assert link in as_(cast.ada).get(address).text
        assert as_(cast.eli).get(address).status_code == 404
        assert as_(None).get(address).status_code == 404

    def test_the_suspended_read_it_too(self, cast, as_, agora, hidden):
        with inside(agora):
            Member.objects.filter(pk=cast.cleo.pk).update(state="suspended")
        cleo = as_(cast.cleo)
        assert cleo.get("/settings/restrictions").status_code == 200
        assert cleo.get(f"/statements/{hidden.statement.pk}").status_code == 200

    def test_moderators_see_what_the_author_reads_and_leave_no_trace(
        self, cast, as_, agora, hidden
    ):
        page = as_(cast.ada).get(f"/statements/{hidden.statement.pk}").text
        assert "This is what" in page
        with inside(agora):
            assert StatementOfReasons.objects.get().read_at is None

    def test_others_find_nothing(self, cast, as_, browser_of, forum, hidden):
        address = f"/statements/{hidden.statement.pk}"
        assert as_(cast.eli).get(address).status_code == 404
        assert as_(None).get(address).status_code == 302
        assert browser_of(forum, cast.fay).get(address).status_code == 404
        assert as_(cast.eli).get("/statements/1").status_code == 404

    def test_a_lifted_one_says_so(self, cast, as_, agora, hidden):
        with inside(agora):
            lift_measure(
                by=cast.ben, measure_id=hidden.pk, reason="It was a quotation.", at=clock.now()
            )
        page = as_(cast.cleo).get(f"/statements/{hidden.statement.pk}").text
        assert "It was a quotation." in page
        assert "If you disagree" not in page

    def test_the_operators_name_the_law(self, cast, as_, agora, say):
        post = say(cast.cleo)
        with inside(agora):
            outcome = apply_central_measure(
                central_id=1,
                kind=Measure.Kind.HIDE_POST,
                post_id=post.pk,
                legal_ground="Section 185 of the Criminal Code",
                facts="It insults a named person.",
                at=clock.now(),
            )
        page = as_(cast.cleo).get(f"/statements/{outcome.measure_id}").text
        for words in ("Section 185 of the Criminal Code", "Write to the operators"):
            assert words in page

    def test_nothing_restricted(self, cast, as_):
        assert "Nothing is restricted" in as_(cast.eli).get("/settings/restrictions").text
        assert "You have reported nothing" in as_(cast.cleo).get("/settings/reports").text

    def test_visitors_sign_in(self, as_):
        for page in ("/settings/restrictions", "/settings/reports"):
            assert as_(None).get(page).status_code == 302

    def test_own_pages_cost_the_same(self, cast, as_, case, say, report, costs_the_same):
        def more():
            for number in range(6):
                report(say(cast.cleo, f"The market, part {number}."))

        eli = as_(cast.eli)
        costs_the_same(lambda: eli.get("/settings/reports"), more=more)


class TestLog:
    def test_is_open_to_all_and_names_nobody(self, as_, hidden, first_rule):
        page = as_(None).get("/moderation/log")
        assert page.status_code == 200
        main = page.text.split("<main")[1].split("</main>")[0]
        assert "Post hidden" in main
        assert first_rule in main
        for word in ("Cleo", "Eli", "Ben", "disgrace", FACTS):
            assert word not in main

    def test_of_a_calm_square(self, as_):
        assert "Nothing has been restricted here" in as_(None).get("/moderation/log").text

    def test_pages(self, as_, hidden):
        assert as_(None).get(f"/moderation/log?before={hidden.pk}").status_code == 200
        assert as_(None).get("/moderation/log?before=x").status_code == 200
