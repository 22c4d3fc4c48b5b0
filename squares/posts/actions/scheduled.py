"""Posts that are to be published later: planned, moved, dropped, and published once."""

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils import translation

from commons.errors import Refusal, TooMany
from commons.events import publish
from squares.clients.models import Application
from squares.media import actions as media
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.actions.publish import Draft, prepare, publish_post
from squares.posts.errors import (
    ScheduledNotFound,
    ScheduleTooFar,
    ScheduleTooSoon,
    TooManyScheduled,
)
from squares.posts.events import ScheduledPostRefused
from squares.posts.models.post import Post
from squares.posts.models.scheduled import ScheduledPost
from tenants import planned
from tenants.context import the_square
from tenants.errors import SquareReadOnly

# Source: Mastodon's app/models/scheduled_status.rb, and methods/statuses/#create for the moment.
AHEAD = timedelta(minutes=5)
FARTHEST = timedelta(days=5 * 365)
TOTAL_LIMIT = 300
DAILY_LIMIT = 25
# Neither says anything about the post: it is tried again.
_LATER = (TooMany, SquareReadOnly)


def schedule_post(*, by: Member, draft: Draft, due: datetime, at: datetime) -> ScheduledPost:
    """Keep a post to be published at a moment; its files are claimed now.

    due: from 5 minutes to 5 years ahead.
    Raises: ScheduleTooSoon, ScheduleTooFar, TooManyScheduled, MediaNotFound, and what `prepare`
    raises: a draft that could not be published now is not kept.
    Source: https://docs.joinmastodon.org/methods/statuses/#create
    """
    _check_moment(due, at)
    prepare(by=by, draft=draft)
    with transaction.atomic():
        _check_room(by, due)
        media.attach(by=by, media_ids=draft.media_ids, at=at)
        row = ScheduledPost.objects.create(
            author=by, draft=msgspec.to_builtins(draft), due_at=due, written_at=at
        )
        planned.plan(due=due)
    return row


@transaction.atomic
def reschedule(*, by: Member, scheduled_id: int, due: datetime, at: datetime) -> ScheduledPost:
    """Publish a planned post at another moment; one that could not be published is tried again.

    Raises: ScheduledNotFound, ScheduleTooSoon, ScheduleTooFar, TooManyScheduled,
    SquareReadOnly, MemberSuspended, MemberWaits.
    Source: https://docs.joinmastodon.org/methods/scheduled_statuses/#update
    """
    refuse_unless_may_act(by)
    row = _own(by, scheduled_id)
    _check_moment(due, at)
    if row.due_at.date() != due.date() or row.refused:
        _check_room(by, due, but=row.pk)
    row.due_at, row.refused = due, ""
    row.save(update_fields=["due_at", "refused"])
    planned.plan(due=due)
    return row


@transaction.atomic
def cancel_scheduled(*, by: Member, scheduled_id: int, at: datetime) -> None:
    """Drop a planned post; its files wait a day for another.

    Raises: ScheduledNotFound.
    """
    row = _own(by, scheduled_id)
    media.detach(media_ids=draft_of(row).media_ids, at=at)
    row.delete()


def publish_scheduled(*, scheduled_id: int, at: datetime) -> Post | None:
    """Publish a planned post whose time has come; harmless to repeat, also at the same time.

    What is refused stays as a draft with the reason, and its author is told. What cannot be done
    at the moment stays planned.
    Returns: the post, None where it was published before or was refused.
    Tells: PostPublished; ScheduledPostRefused.
    """
    try:
        with transaction.atomic():
            row = _due(scheduled_id, at)
            if row is None:
                return None
            draft = _with_known_app(draft_of(row))
            media.detach(media_ids=draft.media_ids, at=at)
            post = publish_post(by=row.author, draft=draft, at=at)
            row.delete()
            return post
    except _LATER:
        return None
    except Refusal as reason:
        _keep_as_draft(scheduled_id, reason)
        return None


def drop_scheduled(*, author_id: int) -> None:
    """Erase what somebody who left had planned, files included; harmless to repeat."""
    rows = list(ScheduledPost.objects.filter(author_id=author_id))
    media.erase(media_ids=[pk for row in rows for pk in draft_of(row).media_ids])
    ScheduledPost.objects.filter(pk__in=[row.pk for row in rows]).delete()


def draft_of(row: ScheduledPost) -> Draft:
    """Return what was planned, as it was written."""
    return msgspec.convert(row.draft, Draft)


def _check_moment(due: datetime, at: datetime) -> None:
    if due < at + AHEAD:
        raise ScheduleTooSoon(minutes=int(AHEAD.total_seconds() // 60))
    if due > at + FARTHEST:
        raise ScheduleTooFar(years=FARTHEST.days // 365)


def _check_room(by: Member, due: datetime, *, but: int = 0) -> None:
    """Refuse more than one member may plan; one member's plans come one after another."""
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    rows = ScheduledPost.objects.filter(author=by).exclude(pk=but)
    on_that_day = rows.filter(due_at__date=due.date())
    if rows.count() >= TOTAL_LIMIT or on_that_day.count() >= DAILY_LIMIT:
        raise TooManyScheduled(limit=TOTAL_LIMIT, daily=DAILY_LIMIT)


def _own(by: Member, scheduled_id: int) -> ScheduledPost:
    row = (
        ScheduledPost.objects.select_for_update(of=("self",))
        .filter(pk=scheduled_id, author=by)
        .first()
    )
    if row is None:
        raise ScheduledNotFound
    return row


def _due(scheduled_id: int, at: datetime) -> ScheduledPost | None:
    """Return the post, held; None where another worker holds it or has published it."""
    return (
        ScheduledPost.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("author")
        .filter(pk=scheduled_id, due_at__lte=at, refused="")
        .first()
    )


def _with_known_app(draft: Draft) -> Draft:
    """Forget an app that was removed in the meantime."""
    if draft.application_id is None:
        return draft
    known = Application.objects.filter(pk=draft.application_id).exists()
    return draft if known else replace(draft, application_id=None)


@transaction.atomic
def _keep_as_draft(scheduled_id: int, reason: Refusal) -> None:
    row = (
        ScheduledPost.objects.select_for_update(of=("self",))
        .select_related("author")
        .filter(pk=scheduled_id, refused="")
        .first()
    )
    if row is None:
        return
    with translation.override(row.author.language or the_square().language):
        row.refused = reason.text()[:500]
    row.save(update_fields=["refused"])
    publish(ScheduledPostRefused(scheduled_id=row.pk, author_id=row.author_id))
