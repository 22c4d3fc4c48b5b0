"""Notices: by reference for operators, by secret for whoever sent them."""

import secrets as lots
from dataclasses import dataclass

from django.conf import settings

from ops.errors import NoticeNotFound
from ops.models.communication import Communication
from ops.models.notice import Notice, NoticeTarget
from ops.models.takedown import LIVE, Takedown
from ops.rules import fingerprint, secret_hash
from tenants.errors import SquareNotFound
from tenants.models.square import Square
from tenants.queries import find_square, square_at

_NOBODY = secret_hash("")


@dataclass(frozen=True)
class NoticeStatus:
    """What whoever sent a notice reads about it."""

    notice: Notice
    addresses: list[str]
    messages: list[Communication]


@dataclass(frozen=True)
class TargetCard:
    """One address of a notice, with what already happened to its post."""

    target: NoticeTarget
    standing: Takedown | None


def find_notice(*, ref: str) -> Notice:
    """Return a notice for operators.

    Raises: NoticeNotFound.
    """
    notice = Notice.objects.select_related("square").filter(ref=ref).first()
    if notice is None:
        raise NoticeNotFound
    return notice


def notice_by_secret(*, ref: str, secret: str) -> NoticeStatus:
    """Return what the sender of a notice may read.

    An unknown reference and a wrong secret take the same steps and raise the same.
    Raises: NoticeNotFound.
    """
    notice = Notice.objects.filter(ref=ref).first()
    kept = notice.secret_hash if notice else _NOBODY
    right = lots.compare_digest(kept, secret_hash(secret))
    if notice is None or not right:
        raise NoticeNotFound
    messages = notice.communications.filter(party=Communication.Party.NOTIFIER)
    return NoticeStatus(
        notice,
        list(notice.targets.order_by("id").values_list("text", flat=True)),
        list(messages.order_by("-id")),
    )


def targets_of(notice: Notice) -> list[TargetCard]:
    """Return the addresses of a notice, each with the takedown that concerns its post."""
    targets = list(notice.targets.select_related("square").order_by("id"))
    live = {
        (takedown.square_id, takedown.post_id): takedown
        for takedown in Takedown.objects.filter(
            post_id__in=[t.post_id for t in targets if t.post_id], state__in=LIVE
        )
    }
    return [TargetCard(t, live.get((t.square_id or 0, t.post_id or 0))) for t in targets]


def open_notices_on(*, square_id: int, post_id: int) -> list[Notice]:
    """Return every undecided notice that names a post."""
    named = NoticeTarget.objects.filter(square_id=square_id, post_id=post_id)
    return list(Notice.objects.filter(pk__in=named.values("notice_id"), closed_at=None))


def is_unchanged(notice: Notice) -> bool:
    """Tell whether a notice still is what was received."""
    texts = list(notice.targets.order_by("id").values_list("text", flat=True))
    return notice.payload_sha256 == payload_fingerprint(notice, texts)


def payload_fingerprint(notice: Notice, addresses: list[str]) -> str:
    """Return the fingerprint of what was sent, without what we made of it."""
    return fingerprint(
        [
            notice.ref,
            notice.kind,
            addresses,
            notice.explanation,
            notice.law,
            notice.notifier_name,
            notice.notifier_email,
            notice.good_faith,
            notice.language,
            notice.received_at.isoformat(),
        ]
    )


def square_behind(host: str) -> Square | None:
    """Return the square that a host names, in any state, or None where it is not one of ours."""
    below_apex = f".{settings.APEX_HOST}"
    if not host.endswith(below_apex):
        return square_at(host=host)
    try:
        return find_square(slug=host.removesuffix(below_apex))
    except SquareNotFound:
        return None
