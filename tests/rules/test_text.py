"""What people type becomes safe HTML, whatever they type."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons import text

HANDLES = {"ada": "/@ada", "_ben_": "/@_ben_"}
ALLOWED = {
    "p",
    "br",
    "a",
    "span",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
}


def tag_url(key: str) -> str:
    return f"/tags/{quote(key)}"


def render(source: str) -> str:
    return text.render(source, mentions=HANDLES, tag_url=tag_url)


class Inspector(HTMLParser):
    """Collects what a browser would see of tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


def inspect(html: str) -> Inspector:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def assert_clean(html: str) -> None:
    seen = inspect(html)
    assert seen.tags <= ALLOWED
    for tag, name, value in seen.attributes:
        assert (tag, name) in {
            ("a", "href"),
            ("a", "class"),
            ("a", "rel"),
            ("a", "target"),
            ("span", "class"),
            ("ol", "start"),
        }
        if name == "href":
            assert value
            assert re.match(r"(https?://|/@|/tags/)", value, re.IGNORECASE), value


SIGNS = list("ab_*~`@#&<>\"'()[]!-+.1 \n\t\\/:?=éहि語م\u200c\u202e\x00\u0301")
MARKUP = st.lists(st.sampled_from([*SIGNS, "https://", "ada", "```", "> ", "- "]), max_size=80).map(
    "".join
)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), MARKUP))
def test_whatever_is_typed_comes_out_clean(source: str) -> None:
    assert_clean(render(source))
    assert_clean(render(text.normalise(source)))


@given(st.one_of(st.text(max_size=200), MARKUP))
def test_normalising_twice_changes_nothing(source: str) -> None:
    once = text.normalise(source)
    assert text.normalise(once) == once
    assert "\x00" not in once


@settings(max_examples=300)
@given(MARKUP)
def test_what_is_named_is_what_is_linked(source: str) -> None:
    names = text.names_in(source)
    html = text.render(
        source,
        mentions={handle.casefold(): f"/@{handle}" for handle in names.handles},
        tag_url=tag_url,
    )
    seen = inspect(html)
    classes = [value for tag, name, value in seen.attributes if (tag, name) == ("a", "class")]
    assert ("u-url mention" in classes) == bool(names.handles)
    assert ("mention hashtag" in classes) == bool(names.tags)


@given(st.text(max_size=40))
def test_a_tag_has_one_key(tag: str) -> None:
    assert text.tag_key(text.tag_key(tag)) == text.tag_key(tag)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "![x](https://example.org/track.gif)",
        "javascript:alert(1)",
        "jAvAsCrIpT&colon;alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        'https://example.org/"onmouseover="alert(1)',
        "https://example.org/'><svg onload=alert(1)>",
        "<https://example.org/<script>>",
        "`<b onclick=alert(1)>`",
        "```html\n</code></pre><script>alert(1)</script>\n```",
        "#x<script>",
        '@ada"><script>alert(1)</script>',
        "<svg/onload=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<p style=position:fixed class=modal>",
        "\u202egnp.exe",
    ],
)
def test_attacks_stay_words(attack: str) -> None:
    html = render(attack)
    assert_clean(html)
    assert "<script" not in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("```\n@ada #b\n```", "<pre><code>@ada #b\n</code></pre>"),
        ("# no heading", "<p># no heading</p>"),
        ("@nobody", "<p>@nobody</p>"),
        ("@ada@elsewhere.example", "<p>@ada@elsewhere.example</p>"),
        ("me@ada", "<p>me@ada</p>"),
        ("C# and #1 and &#x27;", "<p>C# and #1 and &amp;#x27;</p>"),
        (r"\*plain\*", "<p>*plain*</p>"),
    ],
)
def test_a_little_markdown(source: str, html: str) -> None:
    assert render(source) == html


def test_mentions_speak_as_mastodon_does() -> None:
    assert render("Hi @Ada!") == (
        '<p>Hi <span class="h-card"><a href="/@ada" class="u-url mention">@<span>Ada</span></a></span>!</p>'
    )
    assert 'href="/@_ben_"' in render("@_ben_ *said* so")


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("#Garden, #garden and #GARDEN", ("Garden",)),
        ("#日本語", ("日本語",)),
        ("#हिन्दी", ("हिन्दी",)),
        ("#می\u200cخواهم", ("می\u200cخواهم",)),
        ("#العربية.", ("العربية",)),
        ("#한국어와 #עברית", ("한국어와", "עברית")),
        ("#snake_case_tag", ("snake_case_tag",)),
        ("#2026 #a2026", ("a2026",)),
        ("https://example.org/#anchor", ()),
        ("#" + "x" * 61, ()),
        ("##double", ()),
    ],
)
def test_hashtags_in_any_script(source: str, tags: tuple[str, ...]) -> None:
    assert text.names_in(source).tags == tags


def test_long_links_are_folded_and_whole() -> None:
    address = "https://www.example.org/a/very/long/path/that/nobody/reads?and=more#tag"
    html = render(f"See {address}.")
    assert '<span class="invisible">https://www.</span><span class="ellipsis">example.org/' in html
    assert f'href="{address}"' in html
    assert 'rel="nofollow noopener noreferrer"' in html
    assert text.plain(html) == f"See {address}."
    assert "ellipsis" not in render("https://example.org/short")


def test_every_link_counts_the_same() -> None:
    assert text.length("https://example.org/" + "x" * 500) == text.LINK_LENGTH
    assert text.length("a https://b.c d") == 2 + text.LINK_LENGTH + 2


def test_words_leave_out_what_is_not_language() -> None:
    assert text.words("Hello @ada, see https://example.org `code` #tag *now*") == "Hello , see now"


def test_many_names_are_read_quickly() -> None:
    assert len(text.names_in("@ada " * 10_000).handles) == 1
    assert len(text.names_in(" ".join(f"@a{n}" for n in range(10_000))).handles) == 10_000


def test_plain_keeps_paragraphs() -> None:
    assert text.plain(render("one\n\ntwo & <three>")) == "one\ntwo & <three>"


def test_a_line_is_rendered_without_blocks() -> None:
    html = text.render_line(
        "- 1 < 2 @cleo #Ü", mentions={"cleo": "/@cleo"}, tag_url="/tags/{}".format
    )
    assert html.startswith("- 1 &lt; 2 <span")
    assert "<p>" not in html
    assert 'href="/tags/ü"' in html


def test_what_no_document_can_hold_is_left_out():
    assert text.normalise("a\ufffe\uffff\ufdd0\U0010ffff\x00\u202eb") == "ab"
    assert text.normalise("\U0001f9ff \ufffd") == "\U0001f9ff \ufffd"
