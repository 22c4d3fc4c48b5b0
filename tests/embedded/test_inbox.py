"""Letters that stay here: written whole, read on a page, never in another square."""

import json
from pathlib import Path

import pytest
from django.core.mail import BadHeaderError

from embedded import inbox
from tenants.context import inside, outside


@pytest.fixture(autouse=True)
def var_folder(settings, tmp_path: Path) -> Path:
    settings.VAR_FOLDER = tmp_path
    return tmp_path


def test_a_letter_is_one_file_of_its_schema(db, var_folder: Path, post):
    post("Welcome")
    [file] = var_folder.rglob("*.json")
    kept = json.loads(file.read_text())
    assert (kept["schema"], kept["to"]) == ("public", ["cleo@example.org"])
    assert (kept["subject"], kept["html"]) == ("Welcome", "<p>Come in</p>")
    assert not list(var_folder.rglob("*.part"))
    assert file.parent.stat().st_mode & 0o077 == 0


def test_the_newest_letter_is_first(db, post):
    for subject in ("one", "two", "three"):
        post(subject)
    assert [letter.subject for letter in inbox.letters()] == ["three", "two", "one"]


def test_a_line_break_in_a_header_is_refused_as_a_mail_server_would(db, var_folder: Path, post):
    with pytest.raises(BadHeaderError):
        post("Welcome\nBcc: everyone@example.org")
    assert not list(var_folder.rglob("*.json"))


def test_no_square_sees_letters_of_another_or_of_the_platform(agora, forum, post):
    with inside(agora):
        post("for Agora")
        [letter] = inbox.letters()
    for elsewhere in (inside(forum), outside()):
        with elsewhere:
            assert inbox.letters() == []
            with pytest.raises(inbox.LetterNotFound):
                inbox.find_letter(letter.id)


@pytest.mark.parametrize("name", ["../public/x", "..", "", "0-g", "a-b.json"])
def test_a_name_that_is_none_leads_nowhere(db, name: str):
    with pytest.raises(inbox.LetterNotFound):
        inbox.find_letter(name)
