"""The promise that an error page stands even when nothing else does."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import get_template

PAGES = sorted(
    path.name for path in (Path(__file__).parents[2] / "templates" / "errors").glob("*.html")
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_needs_nothing(page) -> None:
    text = get_template(f"errors/{page}").render({})
    assert "<h1>" in text
    assert 'lang="en"' in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_wears_the_squares_face(page) -> None:
    square = SimpleNamespace(name="Agora")
    text = get_template(f"errors/{page}").render({"square": square, "text": "Too many letters."})
    assert "Agora" in text
    assert "/look.css" in text
