"""What a square counts about itself, for its foundation's desk and for the directory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons import amounts
from squares.charter import queries as charter
from squares.media.queries import stored_bytes
from squares.members.queries import count_joined, count_members, count_posts, moderators
from squares.members.queries import waiting_members as waiting
from tenants import usage
from tenants.models.square import Square

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """A number, and what it means in a sentence."""

    label: str
    number: str
    sentence: str


def count_for_usage() -> None:
    """Say how the figures that leave the square are counted."""
    usage.count_with("members", count_members)
    usage.count_with("posts", count_posts)
    usage.count_with("storage_bytes", stored_bytes)
    usage.count_with("hue", lambda: charter.current().hue)
    usage.count_with("chroma", lambda: charter.current().chroma)


def figures(square: Square, *, at: datetime) -> list[Figure]:
    """Return what the desk shows of a square; call it inside.

    Cost: five small queries, whatever the square's size.
    """
    members, joined = count_members(), count_joined(since=at - WEEK)
    posts, size, people = count_posts(), stored_bytes(), list(moderators())
    return [
        Figure(_("Members"), amounts.short(members), _members_sentence(square, joined)),
        Figure(_("Posts"), amounts.short(posts), _posts_sentence(posts, members)),
        Figure(_("Storage"), filesizeformat(size), _storage_sentence(square, size)),
        Figure(_("Moderators"), amounts.short(len(people)), _people_sentence(len(people))),
    ]


def waiting_people() -> int:
    """Return how many people wait to be let in."""
    return waiting().count()


def _members_sentence(square: Square, joined: int) -> str:
    new = ngettext("%(count)s joined this week", "%(count)s joined this week", joined)
    sentence = new % {"count": number_format(joined)} if joined else _("Nobody new this week")
    if limit := square.entitlements.get("members"):
        return _("%(sentence)s; the plan includes %(limit)s.") % {
            "sentence": sentence,
            "limit": number_format(limit, force_grouping=True),
        }
    return f"{sentence}."


def _posts_sentence(posts: int, members: int) -> str:
    if not posts:
        return _("Nobody has written yet.")
    each = number_format(round(posts / max(members, 1)))
    return _("About %(each)s for each member.") % {"each": each}


def _storage_sentence(square: Square, size: int) -> str:
    if limit := square.entitlements.get("storage_bytes"):
        share = number_format(100 * size / limit, decimal_pos=1)
        return _("%(share)s %% of what the plan includes.") % {"share": share}
    return _("Pictures that members attached.")


def _people_sentence(count: int) -> str:
    if not count:
        return _("Invite people who look after the square.")
    if count == 1:
        return _("One is few: invite a second for days off.")
    return _("They work the square's cases.")
