"""Taking a notice in: kept as sent, confirmed at once, what it names copied soon after."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from commons import audit, events
from ops import letters, reach
from ops.actions.references import next_reference
from ops.errors import NothingToRestrict
from ops.events import NoticeFiled
from ops.models.notice import Notice, NoticeTarget
from ops.queries.notices import payload_fingerprint, square_behind
from ops.rules import MAX_ADDRESSES, due_at, fingerprint, read_address, secret_hash
from tenants.context import outside
from tenants.models.square import Square


@dataclass(frozen=True)
class Draft:
    """What somebody sent. addresses: as typed, one a line."""

    kind: str
    addresses: str
    explanation: str
    law: str
    name: str
    email: str
    good_faith: bool
    language: str


@dataclass(frozen=True)
class Receipt:
    """A notice and its secret, which exists here and nowhere else: only a hash is kept."""

    notice: Notice
    secret: str

    @property
    def path(self) -> str:
        """Where its status can be read, on every host."""
        return f"/legal/notices/{self.notice.ref}/{self.secret}"


def file_notice(*, draft: Draft, square: Square | None, base_url: str, at: datetime) -> Receipt:
    """Keep a notice and confirm it.

    square: where the form stood, None at the apex.  base_url: that place's address.
    Returns: the receipt, with 128 random bits of secret.
    Tells: NoticeFiled, durable.  Sends: a letter, where an address was given.
    Cost: 8 statements, +1 an address that names a host.
    Source: Regulation (EU) 2022/2065, Article 16.
    """
    secret = secrets.token_hex(16)
    with outside():
        targets = _read_targets(draft.addresses, square)
        with transaction.atomic():
            notice = _save(draft, targets, square, secret=secret, at=at)
            letters.tell_notifier(notice, letters.received(notice), at=at)
            audit.record(
                actor="notifier",
                action="notice.received",
                subject=f"notice:{notice.ref}",
                at=at,
                details={"kind": notice.kind, "sha256": notice.payload_sha256},
            )
            events.publish(NoticeFiled(notice_id=notice.pk))
            transaction.on_commit(partial(copy_targets, notice_id=notice.pk, at=at), robust=True)
        receipt = Receipt(notice, secret)
        letters.post_receipt(notice, link=base_url + receipt.path)
    return receipt


def copy_targets(*, notice_id: int, at: datetime) -> None:
    """Copy the posts that a notice names, as they stand; harmless when done already.

    A post that does not exist leaves an empty copy, so that nobody looks for it again.
    """
    with outside():
        todo = list(
            NoticeTarget.objects.select_related("square").filter(
                notice_id=notice_id, copied_at=None, square__isnull=False, post_id__isnull=False
            )
        )
    for target in todo:
        if target.square is None or target.post_id is None:  # pragma: no cover - filtered above
            continue
        try:
            copy = reach.copy_of(target.square, target.post_id)
        except NothingToRestrict:
            copy = {}
        _keep_copy(target, copy, at=at)


def _keep_copy(target: NoticeTarget, copy: dict[str, object], *, at: datetime) -> None:
    with outside(), transaction.atomic():
        kept = NoticeTarget.objects.filter(pk=target.pk, copied_at=None).update(
            copy=copy, copied_at=at
        )
        if kept:
            audit.record(
                actor="system",
                action="evidence.copied",
                subject=f"notice:{target.notice.ref}",
                at=at,
                details={"post": target.post_id, "sha256": fingerprint(copy)},
            )


def _read_targets(addresses: str, here: Square | None) -> list[NoticeTarget]:
    """Read each line as an address of ours; whatever is none keeps its text."""
    hosts: dict[str, Square | None] = {here.host: here} if here else {}
    found: dict[str, NoticeTarget] = {}
    for line in addresses.splitlines():
        address = read_address(line, here=here.host if here else "")
        if not address.text or address.text in found:
            continue
        if address.host and address.host not in hosts:
            hosts[address.host] = square_behind(address.host)
        found[address.text] = NoticeTarget(
            text=address.text,
            square=hosts.get(address.host),
            post_id=address.post_id if hosts.get(address.host) else None,
        )
    return list(found.values())[:MAX_ADDRESSES]


def _save(
    draft: Draft, targets: list[NoticeTarget], here: Square | None, *, secret: str, at: datetime
) -> Notice:
    key, ref = next_reference(Notice, at=at)
    notice = Notice(
        id=key,
        ref=ref,
        secret_hash=secret_hash(secret),
        kind=draft.kind,
        square=next((target.square for target in targets if target.square), here),
        explanation=draft.explanation,
        law=draft.law,
        notifier_name=draft.name,
        notifier_email=draft.email,
        good_faith=draft.good_faith,
        language=draft.language,
        received_at=at,
        due_at=due_at(draft.kind, at),
    )
    notice.payload_sha256 = payload_fingerprint(notice, [target.text for target in targets])
    notice.save(force_insert=True)
    for target in targets:
        target.notice = notice
    NoticeTarget.objects.bulk_create(targets)
    return notice
