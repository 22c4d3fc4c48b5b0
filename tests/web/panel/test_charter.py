"""A foundation changes its square's charter: rules, purpose, languages, look."""

import pytest

from squares.charter.models import Charter, Rule
from tenants.context import inside
from tenants.models.foundation import Officer

PAGE = "/panel/squares/agora/charter"
RULES = {
    "rules-TOTAL_FORMS": "3",
    "rules-INITIAL_FORMS": "2",
    "rules-0-text": "Argue with ideas, not with people.",
    "rules-0-detail": "",
    "rules-1-text": "",
    "rules-1-detail": "",
    "rules-2-text": "Cite your sources.",
    "rules-2-detail": "Where you can.",
}
PURPOSE = {"purpose": "To talk.", "contact_email": "us@example.org"}
POLICY = {"post_limit": "500", "enforced": "yes", "languages": ["de", "en"]}
LOOK = {"hue": "120", "chroma": "0.1"}
ACTS = {"rules": RULES, "purpose": PURPOSE, "policy": POLICY, "look": LOOK}


@pytest.fixture
def ada(cast, browser_of):
    """Return the browser of an owner."""
    return browser_of("apex", cast.ada_officer)


def _charter(square):
    with inside(square):
        return Charter.objects.get()


def _rules(square):
    with inside(square):
        return list(
            Rule.objects.filter(retired_at=None)
            .order_by("position")
            .values_list("position", "text")
        )


def test_page_shows_the_charter_as_it_is(ada):
    page = ada.get(PAGE).content.decode()
    assert "Argue with ideas, not with people." in page
    assert 'type="range"' in page
    assert 'id="look-preview"' in page


def test_rules_are_put_in_force_in_their_order(ada, agora):
    before = len(_rules(agora))
    assert ada.post(f"{PAGE}/rules", RULES)["Location"] == PAGE
    assert _rules(agora) == [(1, "Argue with ideas, not with people."), (2, "Cite your sources.")]
    with inside(agora):
        assert Rule.objects.filter(retired_at__isnull=False).count() == before


def test_square_without_rules_is_refused(ada, agora):
    before = _rules(agora)
    empty = RULES | {"rules-0-text": "", "rules-2-text": ""}
    assert ada.post(f"{PAGE}/rules", empty).status_code == 422
    assert _rules(agora) == before


@pytest.mark.parametrize(
    "wrong",
    [{"rules-0-text": "x" * 301}, {"rules-0-detail": "x" * 2001}, {"rules-TOTAL_FORMS": "x"}],
)
def test_bad_rules_are_kept_on_the_page_and_not_in_force(ada, agora, wrong):
    before = _rules(agora)
    response = ada.post(f"{PAGE}/rules", RULES | wrong)
    assert response.status_code == 422
    assert "That was not kept" in response.content.decode()
    assert _rules(agora) == before


def test_purpose_is_kept(ada, agora):
    assert ada.post(f"{PAGE}/purpose", PURPOSE)["Location"] == PAGE
    assert _charter(agora).purpose == "To talk."


def test_languages_and_length_are_kept(ada, agora):
    assert ada.post(f"{PAGE}/policy", POLICY)["Location"] == PAGE
    now = _charter(agora)
    assert (now.post_limit, now.language_policy, now.languages) == (500, "enforced", ["de", "en"])
    ada.post(f"{PAGE}/policy", {"post_limit": "500", "enforced": ""})
    assert _charter(agora).language_policy == "any"


def test_look_is_kept(ada, agora):
    assert ada.post(f"{PAGE}/look", LOOK)["Location"] == PAGE
    assert (_charter(agora).hue, _charter(agora).chroma) == (120, 0.1)


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("purpose", {"purpose": "x" * 1001}),
        ("purpose", {"contact_email": "nobody"}),
        ("policy", {"post_limit": "99"}),
        ("policy", {"post_limit": "5001"}),
        ("policy", {"languages": ["tlh"]}),
        ("policy", {"languages": []}),
        ("look", {"hue": "360"}),
        ("look", {"hue": "-1"}),
        ("look", {"chroma": "9"}),
        ("look", {"hue": "red"}),
    ],
)
def test_bad_input_is_not_kept(ada, agora, part, wrong):
    before = _charter(agora).__dict__ | {"_state": None}
    assert ada.post(f"{PAGE}/{part}", ACTS[part] | wrong).status_code == 422
    assert _charter(agora).__dict__ | {"_state": None} == before


def test_acts_are_audited_in_the_square(ada, agora):
    from commons.models import AuditEntry

    for part, form in ACTS.items():
        ada.post(f"{PAGE}/{part}", form)
    with inside(agora):
        entries = list(AuditEntry.objects.order_by("-seq")[:4])
    assert len({entry.action for entry in entries}) == 4
    assert all(entry.actor.startswith("officer:") for entry in entries)


def test_look_is_previewed_while_one_moves_the_slider(ada, agora):
    before = _charter(agora).hue
    answers = {
        ada.get(f"{PAGE}/preview", {"hue": hue, "chroma": "0.1"}).content for hue in (10, 200)
    }
    assert len(answers) == 2
    assert all(b"<svg" in answer and b"<html" not in answer for answer in answers)
    assert ada.get(f"{PAGE}/preview", {"hue": "nonsense"}).status_code == 200
    assert _charter(agora).hue == before


@pytest.mark.parametrize("part", sorted(ACTS))
def test_acts_are_for_owners_and_managers(ada, cast, browser_of, part):
    before = _rules(cast.agora), _charter(cast.agora).purpose
    assert (
        browser_of("apex")
        .post(f"{PAGE}/{part}", ACTS[part])["Location"]
        .startswith("/account/login")
    )
    assert (
        browser_of("apex", cast.dov_officer).post(f"{PAGE}/{part}", ACTS[part]).status_code == 404
    )
    Officer.objects.filter(user=cast.ada_officer).update(role="treasurer")
    assert ada.post(f"{PAGE}/{part}", ACTS[part]).status_code == 403
    assert (_rules(cast.agora), _charter(cast.agora).purpose) == before
    assert ada.get(f"{PAGE}/{part}").status_code == 405


def test_page_is_for_officers_of_the_square(ada, cast, browser_of):
    assert browser_of("apex").get(PAGE)["Location"].startswith("/account/login/")
    assert browser_of("apex", cast.dov_officer).get(PAGE).status_code == 404
    Officer.objects.filter(user=cast.ada_officer).update(role="treasurer")
    page = ada.get(PAGE).content.decode()
    assert "Argue with ideas, not with people." in page
    assert "Put these rules in force" not in page


def test_other_square_keeps_its_charter(ada, forum):
    before = _rules(forum), _charter(forum).purpose
    for part, form in ACTS.items():
        ada.post(f"{PAGE}/{part}", form)
    assert (_rules(forum), _charter(forum).purpose) == before
