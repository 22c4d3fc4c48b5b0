"""A post as pages show it, written once for all who meet the very same of it."""

import secrets
from types import SimpleNamespace

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.recent import Shelf
from commons.templatetags.ui import request_of
from squares.members.cards import MemberCard
from squares.posts.cards.card import PostCard

register = template.Library()

# By the number of the card as an object, which is kept along and so stays alone with it.
_WRITTEN = Shelf[int, tuple[PostCard, str]](seconds=10.0, most=1600)
# Stands for the token of whoever reads, in every form; nobody who writes a post can know it.
_TOKEN = secrets.token_hex(16)


@register.simple_tag(takes_context=True)
def written_post(context: Context, post: PostCard, viewer: MemberCard | None = None) -> SafeString:
    """Write a post: `{% written_post post viewer %}`, as components/post.html would.

    What a process wrote of the very same card in the last seconds it gives again, with the
    reader's own token in its forms: a member's page takes a quarter of the time.
    """
    name, key = f"posts:{get_language()}:{viewer is not None}", {0: id(post)}
    known = _WRITTEN.find(name, key)
    if not known:
        known[0] = post, _write(post, viewer)
        _WRITTEN.keep(name, key, known)
    html = known[0][1]
    if _TOKEN in html:
        html = html.replace(_TOKEN, get_token(request_of(context)))
    return SafeString(html)


def _write(post: PostCard, viewer: MemberCard | None) -> str:
    component = get_template("components/post.html").template  # type: ignore[attr-defined]  # Django's engine has it
    own = Context({"post": post, "viewer": viewer})
    own.request = SimpleNamespace(form_token=_TOKEN)  # type: ignore[attr-defined]  # as RequestContext has
    return str(component.render(own))
