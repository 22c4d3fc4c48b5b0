"""From text as typed to safe HTML: a little Markdown, mentions, hashtags and links.

Rendered once, when a post is written, and stored beside it; never parsed on reading. The markup
is what Mastodon's clients expect of mentions and hashtags.
Source: https://docs.joinmastodon.org/spec/activitypub/#sanitization
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LINK_LENGTH = 23  # every link counts as this many characters, as in Mastodon
MENTION = re.compile(r"(?<![\w/@])@([A-Za-z0-9_]{1,30})(?![\w@])")
HASHTAG = re.compile(r"(?<![\w/#&])#(\w*[^\W\d_]\w*)")
_WORDS = re.compile(
    r"(?<![\w/@])@(?P<handle>[A-Za-z0-9_]{1,30})(?![\w@])|(?<![\w/#&])#(?P<tag>\w*[^\W\d_]\w*)"
)
_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)

_TAGS = {"p", "br", "a", "span", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li"}
_ATTRIBUTES = {"a": {"href", "class", "rel", "target"}, "span": {"class"}}
_CLASSES = {"a": {"mention", "hashtag", "u-url"}, "span": {"h-card", "invisible", "ellipsis"}}


@dataclass(frozen=True)
class Names:
    """What a text names: handles and tags, each once, in order, as typed."""

    handles: tuple[str, ...]
    tags: tuple[str, ...]


def normalise(source: str) -> str:
    """Return the text in NFC, with plain line ends, without control characters or outer blanks."""
    text = unicodedata.normalize("NFC", source.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}
    ).strip()


def length(source: str) -> int:
    """Return how many characters a text counts, every link as 23."""
    return len(_URL.sub("x" * LINK_LENGTH, source))


def names_in(source: str) -> Names:
    """Return the handles and hashtags that rendering will link."""
    handles: dict[str, str] = {}
    tags: dict[str, str] = {}
    for token in _inline_texts(_parser().parse(source)):
        for found in _WORDS.finditer(token.content):
            if handle := found["handle"]:
                handles.setdefault(handle.casefold(), handle)
            else:
                tags.setdefault(tag_key(found["tag"]), found["tag"])
    return Names(tuple(handles.values()), tuple(tags.values()))


def plain(html: str) -> str:
    """Return rendered HTML as plain text, one line a paragraph, for letters and previews."""
    text = re.sub(r"<br\s*/?>|</p>|</li>|</blockquote>", "\n", html)
    return nh3.clean(text, tags=set()).replace("&lt;", "<").replace("&gt;", ">").replace(
        "&quot;", '"'
    ).replace("&amp;", "&").strip()


def tag_key(tag: str) -> str:
    """Return the form under which spellings of one hashtag meet."""
    return unicodedata.normalize("NFKC", tag).casefold()


def render(
    source: str, *, mentions: Mapping[str, str], tag_url: Callable[[str], str]
) -> str:
    """Render a text as typed.

    mentions: address by casefolded handle; a handle that is missing stays plain text.
    tag_url: the address of a hashtag's page, by its key.
    Returns: HTML, sanitised, with rel="nofollow noopener" on outside links.
    """
    parser = _parser()
    tokens = parser.parse(source)
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = list(_link_names(token.children, mentions, tag_url))
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html.strip(),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=None,
        attribute_filter=_keep,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Keep only our own classes, and only a safe rel."""
    if attribute == "class":
        return " ".join(c for c in value.split() if c in _CLASSES.get(tag, ())) or None
    return value


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"linkify": True, "breaks": True, "html": False})
    parser.enable(
        ["emphasis", "strikethrough", "backticks", "newline", "linkify", "escape", "entity"]
    )
    parser.enable(["list", "blockquote", "fence"])
    # A bare "example" is not a link: only what starts with a scheme is.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # type: ignore[union-attr]
    parser.core.ruler.push("outside_links", _mark_outside_links)
    return parser


def _mark_outside_links(state: StateCore) -> None:
    """Give links their rel, and fold long addresses as Mastodon does."""
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("rel", "nofollow noopener noreferrer")
                child.attrSet("target", "_blank")


def _inline_texts(tokens: Iterable[Token]) -> Iterable[Token]:
    """Yield the text pieces of parsed tokens that stand outside links and code."""
    for token in tokens:
        inside_link = 0
        for child in token.children or []:
            inside_link += (child.type == "link_open") - (child.type == "link_close")
            if child.type == "text" and not inside_link:
                yield child


def _link_names(
    children: list[Token], mentions: Mapping[str, str], tag_url: Callable[[str], str]
) -> Iterable[Token]:
    inside_link = 0
    for child in children:
        inside_link += (child.type == "link_open") - (child.type == "link_close")
        if child.type != "text" or inside_link:
            yield child
            continue
        token = Token("html_inline", "", 0)
        token.content = _linked(child.content, mentions, tag_url)
        yield token


def _linked(text: str, mentions: Mapping[str, str], tag_url: Callable[[str], str]) -> str:
    """Return one piece of plain text as HTML, its names linked."""

    def link(found: re.Match[str]) -> str:
        if handle := found["handle"]:
            address = mentions.get(handle.casefold())
            if address is None:
                return escape(found[0])
            return (
                f'<span class="h-card"><a href="{escape(address)}" class="u-url mention">'
                f"@<span>{escape(handle)}</span></a></span>"
            )
        address = tag_url(tag_key(found["tag"]))
        return (
            f'<a href="{escape(address)}" class="mention hashtag" rel="tag">'
            f"#<span>{escape(found['tag'])}</span></a>"
        )

    pieces, at = [], 0
    for found in _WORDS.finditer(text):
        pieces += [escape(text[at : found.start()]), link(found)]
        at = found.end()
    return "".join([*pieces, escape(text[at:])])
