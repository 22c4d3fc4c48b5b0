"""Translations say what the original says: no placeholder and no tag is lost."""

import gettext
import re

import pytest

from house import checks

CATALOGUES = sorted((checks.ROOT / "locale").glob("*/LC_MESSAGES/django.mo"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}|</?\w+")


def _messages(file):
    with file.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)._catalog
    for key, text in catalogue.items():
        original, form = key if isinstance(key, tuple) else (key, None)
        yield original.rpartition("\x04")[2], form, text


def _holes(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_placeholders_survive(file) -> None:
    lost = [
        (original, text)
        for original, form, text in _messages(file)
        if original and form is None and _holes(original) != _holes(text)
    ]
    assert lost == []


def test_a_lost_placeholder_is_seen() -> None:
    assert _holes("Join %(name)s <strong>now</strong>") != _holes("Join <strong>now</strong>")
