"""What we write to those who asked us to act, in their language; the status page keeps it all.

A letter by e-mail only says that there is something to read: it is never the record.
"""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.utils import translation
from django.utils.translation import gettext as _

from commons import mail
from ops.models.communication import Communication
from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.takedown import Takedown

log = logging.getLogger(__name__)


def received(notice: Notice) -> str:
    """Confirm receipt. Source: Regulation (EU) 2022/2065, Article 16(4) and (6)."""
    with translation.override(notice.language):
        return _(
            "We have received your notice %(ref)s. A person will read it and another person must "
            "agree before anything is taken down; no machine decides. We aim to answer by "
            "%(due)s UTC. The answer will stand on this page."
        ) % {"ref": notice.ref, "due": _moment(notice.due_at)}


def acted(notice: Notice, takedown: Takedown, *, closed: bool) -> str:
    """Tell the outcome and the ways to object. Source: the same, Article 16(5)."""
    with translation.override(notice.language):
        parts = [
            _(
                "We decided to act. The post %(post)s in the square %(square)s is no longer shown "
                "to anyone. Ground: %(ground)s"
            )
            % {
                "post": takedown.post_id,
                "square": takedown.square.name,
                "ground": takedown.legal_ground,
            },
            redress(notice) if closed else _("We are still looking at the rest of your notice."),
        ]
        return "\n\n".join(parts)


def rejected(notice: Notice, reason: str) -> str:
    """Tell that we do not act, why, and the ways to object. Source: the same, Article 16(5)."""
    with translation.override(notice.language):
        return "\n\n".join(
            [_("We decided not to act on your notice. Our reason:"), reason, redress(notice)]
        )


def lifted(notice: Notice, takedown: Takedown, reason: str) -> str:
    """Tell that a measure taken on a notice has ended."""
    with translation.override(notice.language):
        first = _("We looked again and lifted the measure on post %(post)s. Our reason:") % {
            "post": takedown.post_id
        }
        return "\n\n".join([first, reason, redress(notice)])


def redress(notice: Notice) -> str:
    """Name what a person can do against our decision."""
    return _(
        "People decided this, without automated means. If you disagree, send a new notice that "
        "names %(ref)s within six months: somebody who did not decide before will look again, "
        "free of charge. You may also turn to a certified out-of-court dispute settlement body "
        "(Regulation (EU) 2022/2065, Article 21) or to a court."
    ) % {"ref": notice.ref}


def measure_answer(takedown: Takedown) -> str:
    """Tell a square's moderators that their case ended in a measure."""
    with translation.override(takedown.square.language):
        return _(
            "Two operators agreed: the post is hidden (%(ref)s). Ground: %(ground)s. The author "
            "has a statement of reasons."
        ) % {"ref": takedown.ref, "ground": takedown.legal_ground}


def tell_notifier(notice: Notice, text: str, *, at: datetime) -> Communication:
    """Put a message on the notice's status page."""
    return Communication.objects.create(
        notice=notice,
        party=Communication.Party.NOTIFIER,
        language=notice.language,
        text=text,
        told_at=at,
    )


def tell_square(escalation: Escalation, text: str, *, at: datetime) -> Communication:
    """Put a message beside the case that a square handed up; its moderators read it."""
    return Communication.objects.create(
        escalation=escalation,
        party=Communication.Party.SQUARE,
        language=escalation.square.language,
        text=text,
        told_at=at,
    )


def post_receipt(notice: Notice, *, link: str) -> None:
    """Send the receipt with its secret link, where an address was given."""
    _post(notice, "emails/ops/notice_received", {"link": link})


def post_news(notice: Notice) -> None:
    """Say that there is something new to read, where an address was given."""
    _post(notice, "emails/ops/notice_news", {})


def _post(notice: Notice, template: str, context: dict[str, str]) -> None:
    """Send a letter; one that cannot leave must not undo what it tells."""
    if not notice.notifier_email:
        return
    try:
        mail.send(
            template=template,
            to=notice.notifier_email,
            context={"notice": notice, **context},
            language=notice.language,
        )
    except (OSError, SMTPException):
        log.exception("a letter about %s could not leave", notice.ref)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
