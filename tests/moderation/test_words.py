"""A poll's answers and what is quoted are part of what moderators see and operators keep."""

from commons import clock
from squares.moderation.actions.report import report_post
from squares.moderation.models.case import Case
from squares.moderation.queries.cases import find_case
from squares.moderation.queries.copies import copy_of
from squares.posts.models.poll import Poll
from squares.posts.polling import PollDraft
from tenants.context import inside


def ask(say, by):
    return say(by, "Which?", poll=PollDraft(options=("Tea", "Ugly words"), seconds=600))


def test_what_a_case_says(cast, say, rules) -> None:
    post = ask(say, cast.cleo)
    case = report_post(by=cast.eli, post=post, rule_id=rules[0], comment="", at=clock.now()).case
    found = find_case(viewer=cast.ben, case_id=case.pk)
    assert found.text == "Which?\n○ Tea\n○ Ugly words"
    assert found.post.answers == ("Tea", "Ugly words")
    assert not found.changed
    Poll.objects.update(options=["Tea", "Kind words"])
    assert find_case(viewer=cast.ben, case_id=case.pk).changed


def test_what_operators_keep(cast, say) -> None:
    post = ask(say, cast.cleo)
    before = copy_of(post)
    assert before.text == "Which?\n○ Tea\n○ Ugly words"
    Poll.objects.update(options=["Tea", "Kind words"])
    assert copy_of(post).sha256 != before.sha256


def test_the_case_page_shows_answers_and_the_way_to_what_is_quoted(cast, browser_of) -> None:
    from squares.charter.queries import rules_in_force
    from squares.posts.actions.publish import Draft, publish_post

    with inside(cast.agora):
        rule = rules_in_force()[0].id
        poll = PollDraft(options=("Tea", "Ugly words"), seconds=600)
        asked = publish_post(by=cast.cleo, draft=Draft(text="Which?", poll=poll), at=clock.now())
        quote = publish_post(
            by=cast.cleo, draft=Draft(text="Look", quotes=asked.pk), at=clock.now()
        )
        for post in (asked, quote):
            report_post(by=cast.eli, post=post, rule_id=rule, comment="", at=clock.now())
        cases = {case.post_id: case.pk for case in Case.objects.all()}
    client = browser_of(cast.agora, cast.ben)
    page = client.get(f"/moderation/cases/{cases[asked.pk]}").content.decode()
    assert ">Ugly words</li>" in page
    page = client.get(f"/moderation/cases/{cases[quote.pk]}").content.decode()
    assert f'href="/@Cleo/{asked.pk}"' in page
