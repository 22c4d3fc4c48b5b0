"""Posting, replying, passing on, keeping, editing, asking, planning, quoting, taking back."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from mastodon import MastodonAPIError, MastodonNotFoundError
from PIL import Image

from conftest import me


def picture() -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((64, 48)).convert("RGB").save(file, "PNG")
    return file.getvalue()


def test_post_and_read(ada, ben, visitor) -> None:
    post = ada.status_post(
        f"Hello @{me(ben).username} #morning https://example.org/a",
        visibility="public",
        spoiler_text="greeting",
        language="en",
        idempotency_key="once",
    )
    again = ada.status_post("Hello", idempotency_key="once")
    assert again.id == post.id
    assert post.mentions[0].id == me(ben).id
    assert post.tags[0].name == "morning"
    assert post.application.name == "Mastodon.py suite"
    assert visitor.status(post.id).id == post.id
    assert [s.id for s in visitor.statuses([post.id])] == [post.id]
    assert ada.status_source(post.id).spoiler_text == "greeting"


def test_thread(ada, ben) -> None:
    post = ada.status_post("A beginning")
    reply = ben.status_reply(post, "An answer")
    context = ada.status_context(reply.id)
    assert [s.id for s in context.ancestors] == [post.id]
    assert [s.id for s in ben.status_context(post.id).descendants] == [reply.id]
    assert ada.status_mute(post.id).muted
    assert not ada.status_unmute(post.id).muted


def test_reactions(ada, ben) -> None:
    post = ada.status_post("Do with it what you like")
    assert ben.status_favourite(post.id).favourited
    assert ben.favourites()[0].id == post.id
    assert [a.id for a in ada.status_favourited_by(post.id)] == [me(ben).id]
    assert not ben.status_unfavourite(post.id).favourited
    boost = ben.status_reblog(post.id)
    assert boost.reblog.id == post.id
    assert [a.id for a in ada.status_reblogged_by(post.id)] == [me(ben).id]
    assert not ben.status_unreblog(post.id).reblogged
    assert ben.status_bookmark(post.id).bookmarked
    assert ben.bookmarks()[0].id == post.id
    assert not ben.status_unbookmark(post.id).bookmarked
    assert ada.status_pin(post.id).pinned
    assert ada.account_statuses(me(ada).id, pinned=True)[0].id == post.id
    assert not ada.status_unpin(post.id).pinned


def test_edit_and_history(ada) -> None:
    post = ada.status_post("Frist")
    edited = ada.status_update(post.id, "First", spoiler_text="corrected")
    assert edited.edited_at
    assert "First" in edited.content
    history = ada.status_history(post.id)
    assert [("Frist" in h.content, "First" in h.content) for h in history] == [
        (True, False),
        (False, True),
    ]


def test_media(ada, raw) -> None:
    media = ada.media_post(
        picture(), mime_type="image/png", description="A disc", focus=(0.5, -0.5)
    )
    assert media.type == "image"
    assert ada.media(media.id).description == "A disc"
    assert ada.media_update(media.id, description="A grey disc").description == "A grey disc"
    post = ada.status_post("With a picture", media_ids=[media])
    assert post.media_attachments[0].description == "A grey disc"
    old = raw(ada, "POST", "/api/v1/media", files={"file": ("a.png", picture(), "image/png")})
    raw(ada, "DELETE", f"/api/v1/media/{old['id']}")


def test_poll(ada, ben) -> None:
    poll = ada.make_poll(["Tea", "Coffee"], expires_in=3600)
    post = ada.status_post("What shall it be?", poll=poll)
    assert [o.title for o in post.poll.options] == ["Tea", "Coffee"]
    voted = ben.poll_vote(post.poll.id, 1)
    assert voted.own_votes == [1]
    assert ben.poll(post.poll.id).votes_count == 1
    with pytest.raises(MastodonAPIError, match="already voted"):
        ben.poll_vote(post.poll.id, 0)


def test_scheduled(ada) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    planned = ada.status_post("Later", scheduled_at=later)
    assert planned.params.text == "Later"
    assert [p.id for p in ada.scheduled_statuses()] == [planned.id]
    assert ada.scheduled_status(planned.id).id == planned.id
    moved = ada.scheduled_status_update(planned.id, later + timedelta(hours=1))
    assert moved.scheduled_at > later
    ada.scheduled_status_delete(planned.id)
    assert ada.scheduled_statuses() == []


def test_quote(ada, ben) -> None:
    post = ada.status_post("Quote me")
    quote = ben.status_post("I do", quoted_status_id=post.id)
    assert quote.quote.state == "accepted"
    assert quote.quote.quoted_status.id == post.id
    assert [s.id for s in ada.status_quotes(post.id)] == [quote.id]
    assert ada.status_quote_revoke(post.id, quote.id).quote.state == "revoked"
    assert ada.status_update_quote_approval_policy(post.id, "nobody").quote_approval.automatic == []


def test_delete_and_redraft(ada) -> None:
    post = ada.status_post("Taken back")
    gone = ada.status_delete(post.id)
    assert gone.text == "Taken back"
    with pytest.raises(MastodonNotFoundError):
        ada.status(post.id)


def test_timelines(ada, ben, visitor, raw) -> None:
    ada.account_follow(me(ben).id)
    post = ben.status_post("For everyone #plaza")
    assert post.id in [s.id for s in ada.timeline_home()]
    assert post.id in [s.id for s in visitor.timeline_public()]
    assert post.id in [s.id for s in visitor.timeline_hashtag("plaza")]
    assert ada.timeline_local()
    first = ada.timeline_home(limit=1)
    older = ada.fetch_next(first)
    assert older
    assert older[0].id < first[0].id
    assert ada.fetch_previous(older)[-1].id >= first[0].id


def test_direct_messages(ada, ben) -> None:
    post = ada.status_post(f"@{me(ben).username} Between us", visibility="direct")
    talk = ben.conversations()[0]
    assert talk.last_status.id == post.id
    assert talk.unread
    assert not ben.conversations_read(talk.id).unread


def test_search(ada, visitor) -> None:
    post = ada.status_post("Wisteria blooms #garden")
    found = ada.search_v2(post.url, resolve=True)
    assert [s.id for s in found.statuses] == [post.id]
    assert me(ada).id in [a.id for a in ada.search_v2(me(ada).username).accounts]
    assert "garden" in [t.name for t in ada.search_v2("#garden").hashtags]
