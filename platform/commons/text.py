"""From text as typed to safe HTML: a little Markdown, mentions, hashtags and links.

Rendered once, when a post is written, and stored beside it; never parsed on reading. The markup
of mentions, hashtags and folded links is what Mastodon's clients expect.
Source: https://docs.joinmastodon.org/spec/activitypub/#sanitization
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

LINK_LENGTH = 23  # every link counts as this many characters, as in Mastodon
SHOWN_LINK = 30  # and shows this many, as in Mastodon
TAG_LENGTH = 60
KEY_LENGTH = 100

_HANDLE = re.compile(r"@([A-Za-z0-9_]{1,30})(?![\w@])")
_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_JOINERS = "_\u200c\u200d\u00b7"  # stand inside a word: Persian, Indic scripts, Catalan
_OVERRIDES = "\u202d\u202e"  # turn what follows back to front; honest text needs neither
# Codes that are never characters: in a feed, XML cannot even hold all of them.
# Source: The Unicode Standard, 23.7; Extensible Markup Language 1.0, 2.2
_NEVER = {plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)}
# All controls but the tab and the new line, halves of characters, and those.
_LEFT_OUT = re.compile(
    f"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_OVERRIDES}{''.join(map(chr, _NEVER))}]"
)

_TAGS = {
    "p", "br", "a", "span", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li"
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "class", "rel", "target"}, "span": {"class"}, "ol": {"start"}}
_CLASSES = {"a": {"mention", "hashtag", "u-url"}, "span": {"h-card", "invisible", "ellipsis"}}
_RELS = {"nofollow", "noopener", "noreferrer", "tag"}

Env = MutableMapping[str, Any]  # Any: markdown-it's bag of values for one rendering


@dataclass(frozen=True)
class Names:
    """What a text names: handles and tags, each once, in order, as typed."""

    handles: tuple[str, ...]
    tags: tuple[str, ...]


def normalise(source: str) -> str:
    """Return the text in NFC, with plain line ends, without control characters or outer blanks."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", text)).strip()


def length(source: str) -> int:
    """Return how many characters a text counts, every link as 23."""
    return len(_URL.sub("x" * LINK_LENGTH, source))


def names_in(source: str) -> Names:
    """Return the handles and hashtags that rendering links: none from code or addresses."""
    handles: dict[str, str] = {}
    tags: dict[str, str] = {}
    for token in _inline(_parsed(source)):
        if token.type == "mention":
            handles.setdefault(token.content.casefold(), token.content)
        elif token.type == "hashtag":
            tags.setdefault(tag_key(token.content), token.content)
    return Names(tuple(handles.values()), tuple(tags.values()))


def words(source: str) -> str:
    """Return what a text says in words: no names, addresses or code. For telling its language."""
    said = {"text", "softbreak", "hardbreak"}
    inside_link, pieces = 0, list[str]()
    for token in _inline(_parsed(source)):
        inside_link += token.nesting if token.type.startswith("link_") else 0
        if token.type in said and not inside_link:
            pieces.append(token.content or " ")
    return re.sub(r"\s+", " ", " ".join(pieces)).strip()


def plain(html: str) -> str:
    """Return rendered HTML as plain text, one line a paragraph, for letters and previews."""
    text = re.sub(r"<br\s*/?>|</p>|</li>|</blockquote>|</pre>", "\n", html)
    return re.sub(r"\n{2,}", "\n", unescape(nh3.clean(text, tags=set()))).strip()


def tag_key(tag: str) -> str:
    """Return the form under which spellings of one hashtag meet."""
    return folded(tag)


def folded(source: str) -> str:
    """Return the form under which the same words meet, whatever their capitals and widths."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", source).casefold())


def in_word(character: str) -> bool:
    """Tell whether a character belongs to a word: letters, digits and their marks, any script."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def render(source: str, *, mentions: Mapping[str, str], tag_url: Callable[[str], str]) -> str:
    """Render a text as typed.

    mentions: address by casefolded handle; a handle that is missing stays plain text.
    tag_url: the address of a hashtag's page, by its key.
    Returns: HTML, sanitised, with rel="nofollow noopener noreferrer" on outside links.
    """
    parser, env = _parser(), {"mentions": mentions, "tag_url": tag_url}
    html: str = parser.renderer.render(_parsed(source), parser.options, env)
    return _sanitised(html)


def render_line(source: str, *, mentions: Mapping[str, str], tag_url: Callable[[str], str]) -> str:
    """Render one line as typed, without paragraphs, lists or quotes around it.

    Otherwise as `render`.
    """
    html: str = _parser().renderInline(source, {"mentions": mentions, "tag_url": tag_url})
    return _sanitised(html)


@lru_cache(maxsize=16)
def _parsed(source: str) -> Sequence[Token]:
    """Return what a text is made of; names, words and HTML are told from the same of it."""
    return tuple(_parser().parse(source))


def _sanitised(html: str) -> str:
    return nh3.clean(
        html.strip(),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        link_rel=None,
        url_schemes={"http", "https"},
    )


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Keep only our own classes, and only a harmless rel and target."""
    if attribute == "class":
        return " ".join(c for c in value.split() if c in _CLASSES.get(tag, ())) or None
    if attribute == "rel":
        return " ".join(r for r in value.split() if r in _RELS) or None
    if attribute == "target":
        return value if value == "_blank" else None
    return value


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"linkify": True, "breaks": True, "html": False})
    parser.enable(["emphasis", "strikethrough", "backticks", "newline", "linkify", "escape"])
    parser.enable(["list", "blockquote", "fence"])
    # A bare "example.org" is not a link: only what starts with http:// or https:// is.
    assert parser.linkify is not None  # noqa: S101 - asked for two lines above
    loose = {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False}
    parser.linkify.set(loose)  # type: ignore[no-untyped-call]
    for scheme in ("ftp:", "mailto:", "//"):
        parser.linkify.add(scheme, None)  # type: ignore[no-untyped-call]
    parser.inline.ruler.before("emphasis", "name", _read_name)
    parser.core.ruler.push("outside_links", _fold_outside_links)
    parser.add_render_rule("mention", _show_mention)
    parser.add_render_rule("hashtag", _show_hashtag)
    return parser


def _read_name(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's rule
    """Read a mention or a hashtag where it begins; a rule of markdown-it."""
    sign = state.src[state.pos]
    if sign not in "@#" or not _may_begin(state.src, state.pos):
        return False
    kind, name = ("mention", _handle_at(state)) if sign == "@" else ("hashtag", _tag_at(state))
    if not name:
        return False
    if not silent:
        state.push(kind, "", 0).content = name
    state.pos += 1 + len(name)
    return True


def _may_begin(text: str, at: int) -> bool:
    """Tell whether a name may begin here: not inside a word, an address or another name."""
    return at == 0 or not (_in_word(text[at - 1]) or text[at - 1] in "/@#&")


def _handle_at(state: StateInline) -> str:
    found = _HANDLE.match(state.src, state.pos, state.posMax)
    return found[1] if found else ""


def _tag_at(state: StateInline) -> str:
    """Return the hashtag that begins here, in any script, or nothing."""
    start = end = state.pos + 1
    while end < state.posMax and _in_word(state.src[end]):
        end += 1
    tag = state.src[start:end].rstrip(_JOINERS[1:])
    usable = any(c.isalpha() for c in tag) and len(tag) <= TAG_LENGTH
    return tag if usable and len(tag_key(tag)) <= KEY_LENGTH else ""


def _in_word(character: str) -> bool:
    """Tell letters and digits of any script, their marks (not in regex words), and joiners."""
    return (
        character.isalnum()
        or character in _JOINERS
        or unicodedata.category(character).startswith("M")
    )


def _fold_outside_links(state: StateCore) -> None:
    """Give links their rel, and show long addresses folded as Mastodon does."""
    for block in state.tokens:
        children = block.children or []
        for opening, inner in pairwise(children):
            if opening.type == "link_open" and inner.type == "text":
                opening.attrSet("rel", "nofollow noopener noreferrer")
                opening.attrSet("target", "_blank")
                inner.type, inner.content = "html_inline", _folded(inner.content)


def _folded(address: str) -> str:
    """Return an address whose scheme and tail are there for copying but not for reading."""
    found = _SCHEME.match(address)
    begin = found.end() if found else 0
    shown, tail = address[begin : begin + SHOWN_LINK], address[begin + SHOWN_LINK :]
    return (
        f'<span class="invisible">{escape(address[:begin])}</span>'
        f'<span class="{"ellipsis" if tail else ""}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(tail)}</span>'
    )


def _inline(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or []


def _show_mention(
    _self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, env: Env
) -> str:
    handle = tokens[at].content
    address = env["mentions"].get(handle.casefold())
    if address is None:
        return escape(f"@{handle}")
    return (
        f'<span class="h-card"><a href="{escape(address)}" class="u-url mention">'
        f"@<span>{escape(handle)}</span></a></span>"
    )


def _show_hashtag(
    _self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, env: Env
) -> str:
    tag = tokens[at].content
    return (
        f'<a href="{escape(env["tag_url"](tag_key(tag)))}" class="mention hashtag" rel="tag">'
        f"#<span>{escape(tag)}</span></a>"
    )
