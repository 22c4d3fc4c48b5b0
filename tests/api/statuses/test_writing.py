"""A status is written: every field, forms, keys, later, quotes."""

from datetime import timedelta

import pytest

from commons import clock
from squares.charter.models import Charter
from squares.clients.models import Application
from squares.media.actions import upload
from squares.members.models import Member
from squares.posts.models.post import Post
from squares.posts.models.scheduled import ScheduledPost
from talk_cast import picture, say
from tenants.context import inside

PATH = "/api/v1/statuses"


def count(cast) -> int:
    with inside(cast.agora):
        return Post.objects.filter(deleted_at=None).count()


def test_a_status_with_every_field(cleo, cast) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now(), description="A bridge")
        first = say(cast.ada)
    sent = {
        "status": "Hello @Ada #Market",
        "in_reply_to_id": str(first.pk),
        "media_ids": [str(media.pk)],
        "sensitive": True,
        "spoiler_text": "Ugly",
        "visibility": "unlisted",
        "language": "de",
        "quote_approval_policy": "followers",
    }
    answer = cleo.post(PATH, sent)
    assert answer.status_code == 200
    status = answer.json()
    base = cast.agora.url
    with inside(cast.agora):
        post = Post.objects.get(author=cast.cleo)
        app = Application.objects.get(name="Testpilot")
    account, shown = status.pop("account"), status.pop("media_attachments")
    assert (account["acct"], shown[0]["description"]) == ("Cleo", "A bridge")
    assert status.pop("content").startswith(f'<p>Hello <span class="h-card"><a href="{base}/@Ada"')
    assert status == {
        "id": str(post.pk),
        "created_at": f"{post.published_at:%Y-%m-%dT%H:%M:%S}.{post.published_at:%f}"[:23] + "Z",
        "in_reply_to_id": str(first.pk),
        "in_reply_to_account_id": str(cast.ada.pk),
        "sensitive": True,
        "spoiler_text": "Ugly",
        "visibility": "unlisted",
        "language": "de",
        "uri": f"{base}/@Cleo/{post.pk}",
        "url": f"{base}/@Cleo/{post.pk}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "quotes_count": 0,
        "edited_at": None,
        "reblog": None,
        "application": {"name": "Testpilot", "website": None},
        "mentions": [
            {"id": str(cast.ada.pk), "username": "Ada", "acct": "Ada", "url": f"{base}/@Ada"}
        ],
        "tags": [{"name": "Market", "url": f"{base}/tags/market"}],
        "emojis": [],
        "card": None,
        "poll": None,
        "quote": None,
        "quote_approval": {"automatic": ["followers"], "manual": [], "current_user": "automatic"},
        "favourited": False,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "filtered": [],
        "pinned": False,
    }
    assert app.pk == post.application_id


def test_what_is_left_out_is_as_the_member_prefers(cleo, cast) -> None:
    with inside(cast.agora):
        Member.objects.filter(pk=cast.cleo.pk).update(
            preferences={
                "visibility": "followers",
                "sensitive": True,
                "language": "fr",
                "quotes": "nobody",
            }
        )
    status = cleo.post(PATH, {"status": "Bonjour"}).json()
    assert (status["visibility"], status["sensitive"], status["language"]) == (
        "private",
        True,
        "fr",
    )
    with inside(cast.agora):
        assert Post.objects.get().quote_policy == "nobody"
    assert cleo.post(PATH, {"status": "x", "visibility": "direct"}).json()["visibility"] == "direct"


def test_a_warning_of_nothing_is_the_text(cleo) -> None:
    status = cleo.post(PATH, {"status": " ", "spoiler_text": "Only this"}).json()
    assert (status["content"], status["spoiler_text"]) == ("<p>Only this</p>", "")


def test_forms_say_the_same(cleo) -> None:
    sent = {
        "status": "Which?",
        "poll[options][]": ["Tea", "Coffee"],
        "poll[expires_in]": "600",
        "poll[multiple]": "on",
    }
    poll = cleo.form(PATH, sent).json()["poll"]
    assert [option["title"] for option in poll["options"]] == ["Tea", "Coffee"]
    assert poll["multiple"] is True


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({}, 422, "Validation failed: Text can't be blank"),
        ({"status": "x" * 1001}, 422, "Validation failed: That is 1001 characters"),
        ({"status": "x", "visibility": "galaxy"}, 422, "Validation failed: Visibility is not"),
        ({"status": "x", "quote_approval_policy": "cats"}, 422, "Validation failed: Quote"),
        ({"status": "x", "in_reply_to_id": "123"}, 404, "Record not found"),
        ({"status": "x", "quoted_status_id": "123"}, 404, "Record not found"),
        ({"status": "x", "in_reply_to_id": str(2**70)}, 404, "Record not found"),
        ({"status": "x", "media_ids": ["123"]}, 404, "Record not found"),
        ({"status": "x", "media_ids": ["abc"]}, 422, "Validation failed"),
        ({"status": "x", "poll": {"options": ["a"], "expires_in": 600}}, 422, "Validation failed"),
        ({"status": "x", "poll": {"options": ["a", "b"]}}, 422, "Validation failed"),
        ({"status": "x", "poll": "none"}, 422, "Validation failed"),
        ({"status": ["x"]}, 422, "Validation failed"),
        ({"status": " ".join(f"@a{n}" for n in range(60))}, 422, "Validation failed"),
        ({"status": "x", "scheduled_at": "banana"}, 422, "Record invalid"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(cleo, cast, sent, status, words) -> None:
    answer = cleo.post(PATH, sent)
    assert answer.status_code == status
    assert answer.json()["error"].startswith(words)
    assert count(cast) == 0


def test_the_same_key_makes_one_post(cleo, eli, cast) -> None:
    key = {"Idempotency-Key": "k1"}
    first = cleo.post(PATH, {"status": "Once"}, **key).json()
    assert cleo.post(PATH, {"status": "Once"}, **key).json()["id"] == first["id"]
    assert eli.post(PATH, {"status": "Once"}, **key).json()["id"] != first["id"]
    assert count(cast) == 2


def test_a_post_for_later(cleo, cast) -> None:
    due = (clock.now() + timedelta(hours=1)).replace(microsecond=0)
    key = {"Idempotency-Key": "k1"}
    sent = {"status": "Later", "scheduled_at": due.isoformat(), "visibility": "private"}
    planned = cleo.post(PATH, sent, **key).json()
    assert planned["scheduled_at"] == f"{due:%Y-%m-%dT%H:%M:%S}.000Z"
    assert (planned["params"]["text"], planned["params"]["visibility"]) == ("Later", "private")
    assert cleo.post(PATH, sent, **key).json()["id"] == planned["id"]
    with inside(cast.agora):
        assert ScheduledPost.objects.count() == 1
    assert count(cast) == 0
    soon = {"status": "x", "scheduled_at": (clock.now() + timedelta(minutes=1)).isoformat()}
    assert cleo.post(PATH, soon).status_code == 422
    past = {"status": "Now", "scheduled_at": "2020-01-01T00:00:00Z"}
    assert cleo.post(PATH, past).json()["content"] == "<p>Now</p>"


def test_quoting_by_an_app(cleo, eli, cast, said) -> None:
    post = said(cast.ada, "Said first")
    quote = cleo.post(PATH, {"status": "Hear, hear", "quoted_status_id": str(post.pk)}).json()
    address = f"{cast.agora.url}/@Ada/{post.pk}"
    assert quote["content"].startswith(f'<p class="quote-inline">RE: <a href="{address}"')
    assert (quote["quote"]["state"], quote["quote"]["quoted_status"]["id"]) == (
        "accepted",
        str(post.pk),
    )
    named = cleo.post(PATH, {"status": f"See {address}", "quoted_status_id": str(post.pk)}).json()
    assert "quote-inline" not in named["content"]
    nested = eli.post(PATH, {"status": "Yes", "quoted_status_id": quote["id"]}).json()
    assert nested["quote"]["quoted_status"]["quote"] == {
        "state": "accepted",
        "quoted_status_id": str(post.pk),
    }
    assert eli.get(f"{PATH}/{post.pk}").json()["quotes_count"] == 2
    closed = said(cast.ada, quote_policy="nobody")
    assert cleo.post(PATH, {"status": "x", "quoted_status_id": str(closed.pk)}).status_code == 403


def test_a_language_policy_is_kept(cleo, cast) -> None:
    with inside(cast.agora):
        Charter.objects.filter(pk=1).update(language_policy="enforced", languages=["de"])
    answer = cleo.post(PATH, {"status": "Good morning everyone, the market opens at nine today."})
    assert answer.status_code == 422
    assert "German" in answer.json()["error"]
