"""Cleo, who is told things, and those of whom she is told."""

import pytest

from squares.members.models import Member
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from talk_cast import NOON, say
from tenants.context import inside


@pytest.fixture
def tell(cast):
    """Return how to tell Cleo something: `tell(kind, actor, post=…)` gives its number."""

    def tell(kind, actor=None, *, post=None, subject=None, whom=None):
        with inside(cast.agora):
            news = News(
                kind,
                actor_id=actor.pk if actor else None,
                post_id=post.pk if post else None,
                subject=subject,
            )
            notify(member_ids=[(whom or cast.cleo).pk], news=news, at=NOON)
            return Notification.objects.latest("pk").pk

    return tell


@pytest.fixture
def said(cast):
    with inside(cast.agora):
        return say(cast.cleo, "Bread at ten.")


@pytest.fixture
def crowd(cast):
    with inside(cast.agora):
        return [
            Member.objects.create(
                handle=f"fan{n}", handle_key=f"fan{n}", skeleton=f"fan{n}", joined_at=NOON
            )
            for n in range(10)
        ]
