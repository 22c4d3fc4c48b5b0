"""What an endpoint knows of the request it answers."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from squares.api.entities.reader import Reader
from squares.clients.errors import TokenInvalid
from squares.clients.queries import Bearer
from squares.members.errors import MemberNotFound
from squares.members.models import Member
from squares.members.queries import member_of_token
from tenants.models.square import Square


@dataclass(eq=False)
class Call:
    """One call: where, when, by whom, with which token.

    member: whoever calls, in whatever state, None for an app or a visitor; for reading, a snapshot
    that may be seconds old.
    token: as it was sent, for what must say it again.
    files: what came as files, by name.
    """

    request: HttpRequest
    square: Square
    at: datetime
    bearer: Bearer | None = None
    token: str = field(default="", repr=False)
    member: Member | None = None
    files: dict[str, Any] = field(default_factory=dict)  # Any: Django's uploaded files

    @cached_property
    def by(self) -> Member:
        """The member who calls an endpoint that wants one, as they are now.

        Raises: TokenInvalid, for an app that calls for itself.  Cost: 1 query, once.
        """
        member_id = self.bearer.member_id if self.bearer is not None else None
        member = member_of_token(member_id) if member_id is not None else None
        if member is None:
            raise TokenInvalid
        return member

    @property
    def me(self) -> Member:
        """The member who reads what only members read: the snapshot, as `viewer` has it.

        Raises: TokenInvalid, for an app that calls for itself.  Cost: none.
        """
        if self.member is None:
            raise TokenInvalid
        return self.member

    @property
    def viewer(self) -> Member | None:
        """Whoever reads: a member who is in, or None for a visitor, an app, one who waits.

        Cost: none; of a member, reading needs a snapshot only.
        """
        return self.member if self.member is not None and self.member.is_shown else None

    @cached_property
    def base(self) -> str:
        """The square's own address, without a slash at its end."""
        return self.square.url

    @property
    def reader(self) -> Reader:
        """For whom entities are made."""
        return Reader(self.base, self.viewer)

    @property
    def address(self) -> str:
        """Whose requests are counted together: an IPv4 address, or the /64 of an IPv6 one."""
        return str(self.request.META.get("REMOTE_ADDR", ""))

    def file(self, name: str) -> "UploadedFile[Any] | None":  # Any: what kind of bytes it holds
        """Return what came as a file under a name, None where nothing did."""
        sent = self.files.get(name)
        return sent if isinstance(sent, UploadedFile) else None

    def own_handle(self, acct: str) -> str:
        """Return the handle in an address of this square, with or without its host.

        Raises: MemberNotFound, for one elsewhere: there is no federation.
        """
        handle, _at, host = acct.strip().lstrip("@").partition("@")
        if host and host.lower() not in self._own_hosts:
            raise MemberNotFound
        return handle

    @property
    def _own_hosts(self) -> set[str]:
        shown = urlsplit(self.base).netloc
        return {shown, shown.partition(":")[0], self.square.host}

    def header(self, name: str) -> str:
        """Return a header of the request, "" where none came."""
        return str(self.request.META.get(f"HTTP_{name.upper().replace('-', '_')}", ""))
