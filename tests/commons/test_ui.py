"""The promise of the tags every page is made with."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from commons import amounts, clock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "number", "short"),
    [
        ("en", 0, "0"),
        ("en", 999, "999"),
        ("en", 1000, "1K"),
        ("en", 1243, "1.2K"),
        ("en", 999_999, "999K"),
        ("en", 1_000_000, "1M"),
        ("en", -1500, "−1.5K"),
        ("de", 1243, "1,2\u00a0Tsd."),
        ("ja", 9999, "9999"),
        ("zh-hans", 12_000, "1.2万"),
        ("hi", 250_000, "2.5\u00a0लाख"),
    ],
)
def test_amounts_are_short_in_each_language(language, number, short) -> None:
    with translation.override(language):
        assert amounts.short(number) == short


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3, minutes=50), "3 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=6), "6 days"),
        (timedelta(days=8), "15 November"),
        (timedelta(days=400), "19 October 2025"),
        (timedelta(hours=-2), "23 November"),
    ],
)
def test_when_is_short_and_exact(monkeypatch, gone, words) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    text = shown("{% when moment %}", moment=NOON - gone)
    assert f'<span aria-hidden="true">{words}</span>' in text
    assert 'class="visually-hidden"' in text
    assert shown("{% when moment %}", moment=None) == ""


def test_an_icon_speaks_only_with_a_label() -> None:
    assert 'aria-hidden="true"' in shown('{% icon "heart" %}')
    assert 'role="img" aria-label="Reply"' in shown('{% icon "reply" label="Reply" %}')
    assert "icon-turns" in shown('{% icon "reply" %}')


class Question(forms.Form):
    name = forms.CharField(help_text="As people read it.")
    why = forms.CharField(required=False)
    agreed = forms.BooleanField()
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, help_text="Pick one.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_its_words_together() -> None:
    form = Question({"name": ""})
    text = shown("{% field form.name %}", form=form)
    assert '<label class="field-label" for="id_name">Name</label>' in text
    assert 'aria-describedby="id_name_help id_name_errors"' in text
    assert 'id="id_name_errors"' in text
    assert 'aria-invalid="true"' in text
    assert "(optional)" in shown("{% field form.why %}", form=form)
    assert "<fieldset" in shown("{% field form.kind %}", form=form)
    assert shown("{% field form.agreed %}", form=form).index("<input") < shown(
        "{% field form.agreed %}", form=form
    ).index("<label")
    assert "label" not in shown("{% field form.secret %}", form=form)


def test_a_panel_is_named_by_its_title() -> None:
    text = shown('{% panel title="Your rules" %}<p>One</p>{% endpanel %}')
    assert 'aria-labelledby="your-rules-title"' in text
    assert "<p>One</p>" in text


def test_a_title_is_escaped() -> None:
    assert "<b>" not in shown("{% panel title=title %}{% endpanel %}", title="<b>")


def test_the_token_reaches_lonely_components(rf: RequestFactory) -> None:
    text = shown("{% form_token %}", request=rf.get("/"))
    assert 'name="csrfmiddlewaretoken"' in text
    assert shown("{% form_token %}") == ""


def test_an_uploaded_emblem_comes_before_the_drawn_one() -> None:
    square = SimpleNamespace(name="Agora")
    look = SimpleNamespace(hue=20, chroma=0.1, emblem_url="/media/emblem.png")
    assert '<img class="emblem" src="/media/emblem.png"' in shown(
        "{% emblem square %}", square=square, look=look
    )
    assert "<svg" in shown("{% emblem other %}", other=square)
    assert shown("{% emblem other %}", other=square) != shown("{% emblem other 20 %}", other=square)
    assert "data:image/svg+xml" in shown("{% favicon square unread=2 %}", square=square, look=look)
