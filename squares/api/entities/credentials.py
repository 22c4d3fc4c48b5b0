"""The member who asks, as only they see themself.

Source: https://docs.joinmastodon.org/entities/Account/#CredentialAccount
"""

import msgspec

from squares.api.entities.account import (
    CredentialAccount,
    Field,
    Source,
    account_of,
    role_of,
)
from squares.api.entities.preferences import wishes_of
from squares.api.entities.reader import Reader
from squares.members.models import Member
from squares.members.profiles import fields_of
from squares.relationships.queries import count_requests


def credentials_of(member: Member, reader: Reader) -> CredentialAccount:
    """Return a member's own profile.  Cost: 1 query."""
    profile = msgspec.structs.asdict(account_of(member, reader))
    return CredentialAccount(**profile, source=_source(member), role=role_of(member))


def _source(member: Member) -> Source:
    wishes = wishes_of(member)
    return Source(
        privacy=wishes.visibility,
        sensitive=wishes.sensitive,
        language=wishes.language,
        note=member.biography,
        fields=[Field(name=line.name, value=line.value) for line in fields_of(member)],
        follow_requests_count=count_requests(member),
        discoverable=member.discoverable,
        indexable=member.indexable,
        hide_collections=member.hides_ties,
        attribution_domains=[],
        quote_policy=wishes.quote_policy,
    )
