"""The three ways through the product, walked in a real browser by people who never met before.

An officer founds a square and opens it; members join, follow, speak, answer; one reports, a
moderator hides with a reason; a stranger files a notice and two operators take a post down. At
the end the demo's other squares are what they were.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys import steps

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module", autouse=True)
def untouched(place):
    """Fingerprint the demo's squares before the ways are walked, and again after."""
    before = steps.fingerprints(place, "sq_werkstatt", "sq_maqha")
    yield
    assert steps.fingerprints(place, "sq_werkstatt", "sq_maqha") == before


def test_officer_founds_and_opens_a_square(person, letter, place) -> None:
    officer: Page = person()
    officer.goto(place.url())
    officer.get_by_role("link", name="Found a square").first.click()
    officer.goto(place.url(path="/account/signup/"))
    officer.get_by_label("Email").fill("ella@example.org")
    officer.get_by_label("Password").fill("a bridge over the weir")
    officer.get_by_role("button", name="Create the account").click()
    steps.confirm_address(officer, letter, "")
    officer.goto(place.url(path="/panel"))
    steps.add_foundation(officer, "Millpond Trust")
    officer.goto(place.url(path="/panel/found"))
    officer.get_by_label("Name", exact=False).first.fill("Millpond")
    slug = officer.get_by_label("Address")
    slug.fill("ops")
    slug.blur()
    expect(officer.locator("main")).to_contain_text(
        re.compile("keeps|kept|reserved|ours", re.IGNORECASE)
    )
    slug.fill("harb0ur")
    slug.blur()
    expect(officer.locator("main")).to_contain_text(re.compile("like it|looks", re.IGNORECASE))
    slug.fill("millpond")
    slug.blur()
    officer.get_by_role("button", name="Found the square").click()
    expect(officer).to_have_url(re.compile("/panel/squares/millpond"))
    stranger: Page = person()
    stranger.goto(place.url("millpond"))
    expect(stranger.get_by_role("heading", level=1)).not_to_have_text("Home")
    officer.get_by_role("button", name=re.compile("Open")).first.click()
    officer.goto(place.url(path="/panel/squares/millpond"))
    expect(officer.locator("main")).to_contain_text("Open")
    steps.eventually(lambda: stranger.goto(place.url("millpond")).status == 200)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("The square")
    steps.take_the_keys(officer, letter, place, "millpond")


def test_members_talk_and_a_moderator_decides(person, letter, place) -> None:
    ida, ossian = person(), person(size=steps.PHONE)
    steps.join(ida, letter, place, "harbour", "ida_k")
    steps.join(ossian, letter, place, "harbour", "ossian")

    steps.publish(
        ossian, place, "harbour", "First morning on the quay. **Where** is the tea? #quay"
    )
    ida.goto(place.url("harbour", "/@ossian"))
    ida.get_by_role("button", name="Follow").click()
    expect(ida.get_by_role("button", name="Following")).to_be_visible()
    ida.goto(place.url("harbour"))
    post = ida.get_by_role("article").filter(has_text="Where is the tea?").first
    expect(post.locator("strong")).to_have_text("Where")
    post.get_by_role("button", name=re.compile("Favourite")).click()
    expect(post.get_by_role("button", name=re.compile("Favourite"))).to_have_attribute(
        "aria-pressed", "true"
    )
    post.locator("time").first.click()
    ida.get_by_label(re.compile("Your (post|reply)")).fill("Third door after the bollards.")
    ida.get_by_role("button", name="Reply", exact=True).click()
    expect(ida.get_by_role("article").filter(has_text="Third door")).to_be_visible()

    ossian.goto(place.url("harbour", "/notifications"))
    expect(ossian.get_by_role("main")).to_contain_text("ida_k")

    steps.publish(ossian, place, "harbour", "Whoever painted that door is a fool and a thief.")
    address = steps.address_of(ossian, "a fool and a thief")
    ida.goto(address + "/report")
    ida.get_by_label("Speak as you would on the quay.").check()
    ida.get_by_role("textbox").first.fill("He insults the painter.")
    ida.get_by_role("button", name=re.compile("report", re.IGNORECASE)).last.click()
    expect(ida.get_by_role("main")).to_contain_text(re.compile("thank", re.IGNORECASE))

    moderator = person("Pádraig")
    moderator.get_by_role("link").filter(has_text="a fool and a thief").first.click()
    steps.hide(moderator, "Speak as you would on the quay.", "It calls a neighbour a thief.")

    ida.goto(address)
    expect(ida.get_by_role("heading", level=1)).to_contain_text("nothing here")
    ossian.goto(place.url("harbour", "/settings/restrictions"))
    ossian.get_by_role("main").get_by_role("link").filter(
        has_text=re.compile("hid", re.IGNORECASE)
    ).first.click()
    main = ossian.get_by_role("main")
    expect(main).to_contain_text("Speak as you would on the quay.")
    expect(main).to_contain_text("It calls a neighbour a thief.")


def test_a_takedown_takes_two(person, letter, place) -> None:
    author: Page = person("Fergus")
    steps.publish(author, place, "harbour", "Here is the skipper's private telephone number.")
    address = steps.address_of(author, "private telephone number")

    stranger: Page = person()
    status = steps.file_notice(stranger, place, "harbour", address)

    ines: Page = person("Ines")
    ines.get_by_role("link").filter(has_text="It is published against his will").first.click()
    steps.propose(
        ines, "Article 17 of the Civil Code", "A private number, published without consent."
    )
    takedown = ines.url
    expect(
        ines.get_by_role("button", name=re.compile("^(Approve|Decide|Agree)", re.IGNORECASE))
    ).to_have_count(0)
    stranger.goto(address)
    expect(stranger.get_by_role("main")).to_contain_text("private telephone number")

    tomasz: Page = person("Tomasz")
    tomasz.goto(takedown)
    tomasz.get_by_role("button", name=re.compile("Approve", re.IGNORECASE)).first.click()
    steps.eventually(lambda: stranger.goto(address).status == 404)
    stranger.goto(place.url("harbour", "/@fergus"))
    expect(stranger.get_by_role("main")).not_to_contain_text("private telephone number")

    stranger.goto(status)
    steps.eventually(
        lambda: (
            stranger.reload()
            and re.search(
                "restricted|hidden|removed|taken down|no longer",
                stranger.inner_text("main"),
                re.IGNORECASE,
            )
        )
    )
    author.goto(place.url("harbour", "/settings/restrictions"))
    author.get_by_role("main").get_by_role("link").filter(
        has_text=re.compile("hid", re.IGNORECASE)
    ).first.click()
    expect(author.get_by_role("main")).to_contain_text("Article 17 of the Civil Code")
    moderator: Page = person("Pádraig")
    moderator.goto(place.url("harbour", "/notifications"))
    expect(moderator.get_by_role("main")).to_contain_text(re.compile("operators", re.IGNORECASE))
    assert (
        "hold" in steps.manage(place, "verify_audit")
        or "ok" in steps.manage(place, "verify_audit").lower()
    )
