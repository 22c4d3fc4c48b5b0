"""What people do more than once on their way."""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
PASSWORD = "a long walk by the water"


def confirm_address(page: Page, letter: Callable[..., str], host: str) -> None:
    """Open the link in the newest letter of confirmation and confirm."""
    text = letter(page, host, "onfirm")
    page.goto(re.search(r"http://\S+", text)[0])  # type: ignore[index]
    page.get_by_role("button", name=re.compile("confirm", re.IGNORECASE)).first.click()
    page.wait_for_load_state()


def add_foundation(page: Page, name: str) -> None:
    """Fill the page that asks for one's foundation."""
    if not page.get_by_role("button", name=re.compile("foundation", re.IGNORECASE)).count():
        page.goto(page.url.split("/panel")[0] + "/panel/foundation")
    page.get_by_role("textbox").first.fill(name)
    page.get_by_role("combobox").first.select_option("IE")
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_load_state()


def take_the_keys(page: Page, letter: Callable[..., str], place, slug: str) -> None:
    """The founder joins the new square as its steward, by the panel's own link."""
    page.goto(place.url(path=f"/panel/squares/{slug}/people"))
    page.get_by_role("button", name="Join it as its steward").click()
    page.wait_for_url(re.compile(rf"//{slug}\.localhost"))
    fill_join(page, "ella", email=None)
    confirm_address(page, letter, slug)
    page.goto(place.url(slug, "/about"))
    expect(page.get_by_role("main")).to_contain_text("ella")


def join(page: Page, letter: Callable[..., str], place, slug: str, handle: str) -> None:
    """Join a square: handle, address, password, each rule; confirm by letter."""
    page.goto(place.url(slug, "/join"))
    fill_join(page, handle, email=f"{handle}@example.org")
    confirm_address(page, letter, slug)
    page.goto(place.url(slug))
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def fill_join(page: Page, handle: str, *, email: str | None) -> None:
    """Fill and send the form of joining."""
    page.get_by_label("Handle").fill(handle)
    address = page.get_by_label("E-mail address")
    if email and address.is_editable():
        address.fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    for rule in page.get_by_role("checkbox").all():
        rule.check()
    page.get_by_role("button", name="Join").click()
    page.wait_for_load_state()


def publish(page: Page, place, slug: str, text: str) -> None:
    """Say something on the home page."""
    page.goto(place.url(slug))
    page.get_by_label("Your post").fill(text)
    page.get_by_role("button", name="Publish").click()
    words = text.split("*", maxsplit=1)[0][:20]
    expect(page.get_by_role("article").filter(has_text=words).first).to_be_visible()


def address_of(page: Page, words: str) -> str:
    """Return the address of the first post with these words on the page."""
    link = page.get_by_role("article").filter(has_text=words).first.locator("a:has(time)").first
    return page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + link.get_attribute("href")


def hide(page: Page, rule: str, facts: str) -> None:
    """Decide a case: hide the post, citing a rule, with the facts."""
    decision = page.get_by_role("region", name="Decision")
    decision.locator("summary", has_text="Hide this post").click()
    form = decision.locator("details[open]")
    choose(form, rule)
    form.get_by_role("textbox").fill(facts)
    form.get_by_role("button").last.click()
    page.wait_for_load_state()


def choose(page: Page | Locator, option: str) -> None:
    """Choose an option, whether it is a list or a row of buttons."""
    radio = page.get_by_role("radio", name=re.compile(re.escape(option)))
    if radio.count():
        radio.first.check()
        return
    wanted = page.locator("option", has_text=option).first
    wanted.locator("xpath=..").select_option(value=wanted.get_attribute("value"))


def file_notice(page: Page, place, slug: str, address: str) -> str:
    """File a legal notice as a stranger; returns the secret address of its status."""
    page.goto(place.url(slug, "/legal/notice"))
    page.get_by_role("radio", name=re.compile("Private details")).check()
    page.get_by_label(re.compile("Where is it")).fill(address)
    page.get_by_label(re.compile("Why is it")).fill("It is published against his will.")
    page.get_by_role("textbox", name="Your name (optional)").fill("A. Reader")
    page.get_by_role("textbox", name="Your e-mail address (optional)").fill("reader@example.org")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Send this notice").click()
    page.wait_for_load_state()
    text = page.locator("html").inner_html()
    found = re.search(r"/legal/notices/[\w-]+/\w+", page.url + text)
    assert found, page.inner_text("main")
    return place.url(slug, found[0])


def propose(page: Page, ground: str, facts: str) -> None:
    """Propose a takedown on a notice's page."""
    decision = page.get_by_role("region", name="Decision")
    decision.locator("summary", has_text="Propose a measure").click()
    form = decision.locator("details[open]")
    form.get_by_label(re.compile("ground", re.IGNORECASE)).first.fill(ground)
    form.get_by_label(re.compile("facts", re.IGNORECASE)).first.fill(facts)
    form.get_by_role("button").last.click()
    page.wait_for_load_state()
    if "/takedowns/" not in page.url:
        page.get_by_role("link", name=re.compile(r"T-\d")).first.click()
        page.wait_for_url(re.compile("/takedowns/"))


def eventually(check: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something has come true."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.3)


def fingerprints(place, *schemas: str) -> dict[str, str]:
    """Return a digest of every row of some squares, sign-ins' sessions left out."""
    found = {}
    with psycopg.connect(_database(place)) as connection:
        for schema in schemas:
            connection.execute("SET ROLE NONE")
            role = connection.execute(
                "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s", [schema]
            ).fetchone()[0]
            connection.execute(psycopg.sql.SQL("SET ROLE {}").format(psycopg.sql.Identifier(role)))
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema]
            ).fetchall()
            digest = hashlib.sha256()
            for (table,) in tables:
                if "session" not in table and "outbox" not in table:
                    rows = connection.execute(
                        psycopg.sql.SQL("SELECT t::text FROM {}.{} t ORDER BY 1").format(
                            psycopg.sql.Identifier(schema), psycopg.sql.Identifier(table)
                        )
                    ).fetchall()
                    digest.update(repr((table, rows)).encode())
            found[schema] = digest.hexdigest()
    return found


def manage(place, *command: str) -> str:
    """Run a management command beside the running platform."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "MODE", "VAR_FOLDER"}
        and not name.startswith("STRIPE_")
    }
    environ["PYTHONPATH"] = f"{ROOT / 'platform'}{os.pathsep}{ROOT}"
    beside = ["-m", "embedded", "with", "--var", str(place.var), "--port", str(place.port), "--"]
    return subprocess.run(
        [sys.executable, *beside, sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _database(place) -> str:
    return manage(
        place, "shell", "-v0", "-c", "import os; print(os.environ['DATABASE_URL'])"
    ).strip()
