"""Public posts for feed readers: the square's and each member's, as Atom.

Source: RFC 4287.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.text import plain
from squares.members.queries import find_member
from squares.posts.cards.card import PostCard
from squares.timelines.queries import feed
from tenants.context import the_square

TITLE_LENGTH = 80


@require_safe
def square(request: HttpRequest) -> HttpResponse:
    """Serve the square's last public posts."""
    here = the_square()
    return _atom(here.name, here.summary or here.name, f"{here.url}/public", feed())


@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    """Serve one member's last public posts."""
    found = find_member(handle=handle, viewer=None)
    about = _("%(name)s in %(square)s") % {
        "name": found.name or found.handle,
        "square": the_square().name,
    }
    address = f"{the_square().url}/@{found.handle}"
    return _atom(about, plain(found.biography_html) or about, address, feed(member=found))


def _atom(title: str, about: str, link: str, posts: Sequence[PostCard]) -> HttpResponse:
    base = the_square().url
    document = Atom1Feed(title=title, link=link, description=about, feed_url=f"{link}/feed.atom")
    for post in posts:
        words = post.warning or plain(post.html)
        document.add_item(
            title=words[:TITLE_LENGTH] or _("A picture"),
            link=f"{base}{post.url}",
            description=post.warning or str(post.html).replace('href="/', f'href="{base}/'),
            unique_id=f"{base}{post.url}",
            pubdate=post.published_at,
            updateddate=post.edited_at or post.published_at,
            author_name=post.author.name,
            author_link=f"{base}{post.author.url}",
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    document.write(response, "utf-8")
    response["Cache-Control"] = "no-cache"  # what is taken down is gone from every copy
    return response
