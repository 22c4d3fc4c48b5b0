"""The queue, a case, what is done with it: moderators only, and never about themselves."""

import pytest

from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure
from tenants.context import inside

FACTS = "It calls a neighbour a disgrace to the town."
PAGES = ["/moderation/", "/moderation/people", "/moderation/invitations"]


def deed(client, case, name, **answers):
    fields = {f"{name}-{field}": value for field, value in answers.items()}
    return client.post(f"/moderation/cases/{case.pk}/{name}", fields)


@pytest.fixture
def state(agora, case):
    def read():
        with inside(agora):
            return Case.objects.get(pk=case.pk).state

    return read


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("ada", 200), ("ben", 200), ("cleo", 404), (None, 404)]
)
def test_pages_are_for_moderators(cast, as_, page, who, status):
    assert as_(getattr(cast, who) if who else None).get(page).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 200), ("eli", 404), ("cleo", 404), (None, 404)]
)
def test_a_case_is_for_moderators(cast, as_, case, who, status):
    client = as_(getattr(cast, who) if who else None)
    assert client.get(f"/moderation/cases/{case.pk}").status_code == status
    assert deed(client, case, "claim").status_code == (302 if status == 200 else 404)


def test_moderators_of_the_other_square_are_strangers(cast, browser_of, agora, forum, case):
    fay = browser_of(forum, cast.fay)
    assert fay.get("/moderation/").status_code == 200
    assert fay.get(f"/moderation/cases/{case.pk}").status_code == 404
    assert deed(fay, case, "claim").status_code == 404
    fay.defaults["HTTP_HOST"] = agora.host
    assert fay.get("/moderation/", headers={"host": agora.host}).status_code == 404


def test_the_subject_sees_no_case_though_a_moderator(cast, as_, say, report):
    case = report(say(cast.ben))
    ben, ada = as_(cast.ben), as_(cast.ada)
    assert ben.get(f"/moderation/cases/{case.pk}").status_code == 404
    assert deed(ben, case, "note", text="I did nothing.").status_code == 404
    assert f"/moderation/cases/{case.pk}" not in ben.get("/moderation/").text
    assert f"/moderation/cases/{case.pk}" in ada.get("/moderation/").text


def test_the_case_shows_what_a_moderator_needs(cast, as_, case, first_rule):
    page = as_(cast.ben).get(f"/moderation/cases/{case.pk}").text
    for words in ("disgrace", first_rule, "Rude.", "@Eli", "Hide this post", "To the operators"):
        assert words in page


@pytest.mark.parametrize("tab", ["open", "escalated", "done", "x"])
def test_tabs(cast, as_, case, tab):
    page = as_(cast.ben).get(f"/moderation/?tab={tab}")
    assert page.status_code == 200
    assert (f"/moderation/cases/{case.pk}" in page.text) == (tab in {"open", "x"})


def test_hide(cast, as_, agora, case, rules, state):
    ben = as_(cast.ben)
    done = deed(ben, case, "hide", rule=rules[0], facts=FACTS)
    assert (done.status_code, done.url) == (302, f"/moderation/cases/{case.pk}")
    assert state() == "resolved"
    page = ben.get(done.url).text
    assert "Post hidden" in page
    assert "not read yet" in page
    with inside(agora):
        assert Measure.objects.get().taken_by == cast.ben


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("hide", {"rule": "", "facts": FACTS}),
        ("hide", {"rule": "999", "facts": FACTS}),
        ("keep", {"reason": ""}),
        ("keep", {"reason": "fine"}),
        ("escalate", {"kind": "gossip", "reason": FACTS}),
        ("note", {"text": ""}),
    ],
)
def test_bad_answers_are_said_beside_the_form(cast, as_, case, state, name, answers):
    page = deed(as_(cast.ben), case, name, **answers)
    assert page.status_code == 422
    assert "field-errors" in page.text
    assert state() == "open"


def test_facts_that_say_nothing_are_refused_and_the_words_stay(cast, as_, case, rules, state):
    page = deed(as_(cast.ben), case, "hide", rule=rules[0], facts="rude")
    assert page.status_code == 422
    assert "at least one full sentence" in page.text
    assert ">\nrude</textarea>" in page.text
    assert state() == "open"


def test_keep(cast, as_, case, state):
    assert deed(as_(cast.ben), case, "keep", reason="Nobody is named.").status_code == 302
    assert state() == "kept"


def test_escalate(cast, as_, case, state):
    done = deed(as_(cast.ben), case, "escalate", kind="danger", reason="It names an address.")
    assert done.status_code == 302
    assert state() == "escalated"
    page = as_(cast.ada).get("/moderation/?tab=escalated").text
    assert f"/moderation/cases/{case.pk}" in page


def test_claim_release_note(cast, as_, case):
    ben = as_(cast.ben)
    deed(ben, case, "claim")
    assert "Put it back" in ben.get(f"/moderation/cases/{case.pk}").text
    deed(ben, case, "release")
    deed(ben, case, "note", text="See the thread of last week.")
    page = ben.get(f"/moderation/cases/{case.pk}").text
    assert "Take it" in page
    assert "See the thread of last week." in page


def test_who_reported_it_cannot_decide_but_sees_why(cast, as_, case, report, rules, agora, state):
    with inside(agora):
        post = case.post
    report(post, by=cast.ben)
    ben = as_(cast.ben)
    page = ben.get(f"/moderation/cases/{case.pk}").text
    assert "You reported this yourself" in page
    assert "Hide this post" not in page
    assert deed(ben, case, "hide", rule=rules[0], facts=FACTS).status_code == 422
    assert state() == "open"


@pytest.mark.parametrize("name", ["burn", "hide/again"])
def test_no_such_deed(cast, as_, case, name):
    assert as_(cast.ben).post(f"/moderation/cases/{case.pk}/{name}").status_code == 404


def test_a_deed_is_posted(cast, as_, case):
    assert as_(cast.ben).get(f"/moderation/cases/{case.pk}/claim").status_code == 405


class TestLifting:
    @pytest.fixture
    def measure(self, cast, as_, agora, case, rules):
        deed(as_(cast.ben), case, "hide", rule=rules[0], facts=FACTS)
        with inside(agora):
            return Measure.objects.get()

    def test_works(self, cast, as_, agora, case, measure):
        address = f"/moderation/measures/{measure.pk}/lift"
        assert FACTS in as_(cast.ada).get(address).text
        done = as_(cast.ada).post(address, {"reason": "It was a quotation."})
        assert (done.status_code, done.url) == (302, f"/moderation/cases/{case.pk}")
        with inside(agora):
            assert Measure.objects.get().lifted_at is not None

    def test_wants_a_reason(self, cast, as_, measure):
        address = f"/moderation/measures/{measure.pk}/lift"
        assert as_(cast.ben).post(address, {"reason": "no"}).status_code == 422

    @pytest.mark.parametrize("who", ["cleo", "eli", None])
    def test_not_for_others(self, cast, as_, measure, who):
        client = as_(getattr(cast, who) if who else None)
        address = f"/moderation/measures/{measure.pk}/lift"
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "It was a quotation."}).status_code == 404


def test_a_moderator_opens_a_case_themselves(cast, as_, agora, say):
    post = say(cast.cleo)
    done = as_(cast.ben).post(f"/moderation/open/posts/{post.pk}")
    assert done.status_code == 302
    done = as_(cast.ben).post(f"/moderation/open/members/{cast.cleo.pk}")
    assert done.status_code == 302
    assert as_(cast.eli).post(f"/moderation/open/posts/{post.pk}").status_code == 404
    assert as_(cast.ben).post(f"/moderation/open/members/{cast.ben.pk}").status_code == 403
    with inside(agora):
        assert Case.objects.count() == 2


def test_the_queue_costs_the_same(cast, as_, case, say, report, costs_the_same):
    def more():
        for number in range(8):
            report(say(cast.cleo, f"The market, part {number}."))

    ben = as_(cast.ben)
    costs_the_same(lambda: ben.get("/moderation/"), more=more)
    costs_the_same(lambda: ben.get(f"/moderation/cases/{case.pk}"), more=lambda: None)
