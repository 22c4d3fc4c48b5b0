"""Letters: rendered in the reader's language, text first, sent after the act is committed."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, Engine, TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation


def send(
    *,
    template: str,
    to: str,
    context: Mapping[str, Any],
    language: str = "en",
    sender: str | None = None,
) -> None:
    """Send one letter once the transaction commits.

    template: without its ending, such as "emails/members/invitation"; the `.txt` begins with a
    line "Subject: …", the `.html` is optional.  language: the reader's, a BCP 47 tag.
    """
    with translation.override(language):
        text = Engine.get_default().get_template(f"{template}.txt")
        # Plain text: an ampersand in a name is an ampersand.
        written = text.render(Context(dict(context), autoescape=False))
        head, _, body = written.lstrip().partition("\n")
        letter = EmailMultiAlternatives(
            subject=head.removeprefix("Subject:").strip(),
            body=body.strip() + "\n",
            to=[to],
            from_email=sender,
        )
        try:
            html = render_to_string(f"{template}.html", dict(context))
        except TemplateDoesNotExist:
            pass
        else:
            letter.attach_alternative(html, "text/html")
    transaction.on_commit(letter.send)
