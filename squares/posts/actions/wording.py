"""What publishing and editing share: from words as typed to what is stored."""

from dataclasses import dataclass

from django.utils.text import format_lazy

from commons import text
from squares.charter import queries as charter
from squares.members.cards import url_of
from squares.members.models import Member
from squares.members.queries import members_named
from squares.posts import language as languages
from squares.posts.cards.parts import tag_url
from squares.posts.errors import (
    LanguageNotSpoken,
    LanguageUnknown,
    PostEmpty,
    PostTooLong,
    TooManyNames,
    WarningTooLong,
)
from squares.posts.models.names import Tag
from squares.posts.rules import NAMES_LIMIT, WARNING_LIMIT
from tenants.context import the_square


@dataclass(frozen=True)
class Wording:
    """Words ready to be stored.

    named: the members named, by id.  tags: as typed, by key.
    claimed: whether the author's word on the language stood against the identifier.
    """

    text: str
    html: str
    warning: str
    language: str
    claimed: bool
    named: dict[int, Member]
    tags: dict[str, str]


def word(*, by: Member, source: str, warning: str, said: str, may_be_empty: bool) -> Wording:
    """Check and render what a member typed.

    said: the language the author says it is in, "" to find out.  may_be_empty: a picture or a
    quoted post speaks for itself.
    Raises: PostEmpty, PostTooLong, WarningTooLong, TooManyNames, LanguageNotSpoken,
    LanguageUnknown.  Cost: 1 query where people are named, none else.
    """
    source, warning = text.normalise(source), " ".join(text.normalise(warning).split())
    _check_lengths(source, warning, may_be_empty=may_be_empty)
    names = text.names_in(source)
    if max(len(names.handles), len(names.tags)) > NAMES_LIMIT:
        raise TooManyNames(limit=NAMES_LIMIT)
    language, claimed = _language(by, f"{warning}\n\n{source}" if warning else source, said)
    named = {m.pk: m for m in members_named(names.handles)} if names.handles else {}
    return Wording(
        text=source,
        html=text.render(
            source,
            mentions={m.handle_key: url_of(m.handle) for m in named.values()},
            tag_url=tag_url,
        ),
        warning=warning,
        language=language,
        claimed=claimed,
        named=named,
        tags={text.tag_key(tag): tag for tag in names.tags},
    )


def tags_of(wording: Wording) -> list[Tag]:
    """Return the rows of a wording's hashtags, made where they are new.

    Cost: 2 queries, none without hashtags.
    """
    if not wording.tags:
        return []
    Tag.objects.bulk_create(
        [Tag(key=key, name=name) for key, name in sorted(wording.tags.items())],
        ignore_conflicts=True,
    )
    return list(Tag.objects.filter(key__in=wording.tags))


def _check_lengths(source: str, warning: str, *, may_be_empty: bool) -> None:
    limit, count = charter.lately().post_limit, text.length(source)
    if not source and not may_be_empty:
        raise PostEmpty
    # Links count as 23 whatever their length; what is stored has a hard end all the same.
    if count > limit or len(source) > max(limit * 2, 5000):
        raise PostTooLong(limit=limit, length=max(count, len(source) if count <= limit else 0))
    if len(warning) > WARNING_LIMIT:
        raise WarningTooLong(limit=WARNING_LIMIT)


def _language(by: Member, source: str, said: str) -> tuple[str, bool]:
    """Return the language a text counts as, and whether only its author says so."""
    allowed = charter.languages_for(by)
    found = languages.guess(source)
    fits = languages.fits(found, allowed)
    if said:
        said = said[:12]
        if allowed and languages.base(said) not in {languages.base(tag) for tag in allowed}:
            raise LanguageUnknown(language=said)
        return said, not fits
    if not fits:
        raise LanguageNotSpoken(
            detected=languages.name_of(found.language),
            language=found.language,
            spoken=format_lazy("{}", ", ".join(languages.name_of(tag) for tag in allowed)),
        )
    if found.sure:
        return found.language, False
    return by.language or the_square().language, False
