"""Posts by an app: written, read, changed, taken back."""

from datetime import timedelta

import pytest

from commons import clock
from squares.charter.models import Charter
from squares.clients.models import Application
from squares.media.actions import delete_unattached, upload
from squares.media.models import MediaAttachment
from squares.members.models import Member
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.react import boost
from squares.posts.models.post import Post, Visibility
from squares.posts.models.scheduled import ScheduledPost
from talk_cast import NOON, block, follow, picture, say
from tenants.context import inside

PATH = "/api/v1/statuses"


@pytest.fixture
def said(cast):
    """Return a maker of posts in Agora."""

    def make(by, text="Good morning.", **draft):
        with inside(cast.agora):
            return say(by, text, **draft)

    return make


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


def test_several_by_number(cleo, cast, said) -> None:
    one, two, hers = said(cast.ada), said(cast.ben), said(cast.ada, visibility=Visibility.FOLLOWERS)
    with inside(cast.agora):
        passed_on = boost(by=cast.ben, post_id=one.pk, at=NOON)
    ids = [two.pk, hers.pk, passed_on.pk, 5, two.pk, one.pk]
    answer = cleo.get(PATH, **{"id[]": [str(number) for number in ids]})
    assert [s["id"] for s in answer.json()] == [str(n) for n in (two.pk, passed_on.pk, one.pk)]
    assert cleo.get(PATH).json() == []


def test_one_is_read_by_those_for_whom_it_is(cleo, eli, nobody, dov, cast, said) -> None:
    private = said(cast.ada, visibility=Visibility.FOLLOWERS)
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
    path = f"{PATH}/{private.pk}"
    assert cleo.get(path).json()["visibility"] == "private"
    assert cleo.get(path).json()["quote_approval"]["automatic"] == []
    for app in (eli, nobody, dov):
        assert (app.get(path).status_code, app.get(path).json()) == (
            404,
            {"error": "Record not found"},
        )
    opened = said(cast.ada)
    with inside(cast.agora):
        block(cast.eli, cast.ada)
    assert nobody.get(f"{PATH}/{opened.pk}").status_code == 200
    assert eli.get(f"{PATH}/{opened.pk}").status_code == 404
    assert cleo.get(f"{PATH}/abc").status_code == 404


def test_a_boost_for_followers_is_not_shown_to_others(cleo, eli, cast, said) -> None:
    post = said(cast.ada)
    boosted = cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "private"}).json()
    assert (boosted["visibility"], boosted["reblog"]["visibility"]) == ("private", "public")
    assert eli.get(f"{PATH}/{boosted['id']}").status_code == 404
    assert cleo.get(f"{PATH}/{boosted['id']}").status_code == 200
    assert cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "direct"}).status_code == 422
    assert cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "cats"}).status_code == 422


def test_a_status_is_changed(cleo, cast, said) -> None:
    with inside(cast.agora):
        keep, drop = (upload(by=cast.cleo, file=picture(), at=clock.now()) for _ in range(2))
    post = said(cast.cleo, "Before", language="de", media_ids=(keep.pk, drop.pk))
    sent = {
        "status": "After",
        "spoiler_text": "Careful",
        "media_ids": [str(keep.pk)],
        "media_attributes": [{"id": str(keep.pk), "description": "A lake", "focus": "0.5,-0.5"}],
        "quote_approval_policy": "nobody",
    }
    status = cleo.put(f"{PATH}/{post.pk}", sent).json()
    assert (status["content"], status["spoiler_text"], status["language"]) == (
        "<p>After</p>",
        "Careful",
        "de",
    )
    (media,) = status["media_attachments"]
    assert (media["description"], media["meta"]["focus"]) == ("A lake", {"x": 0.5, "y": -0.5})
    assert status["edited_at"] is not None
    assert status["quote_approval"]["automatic"] == []
    gone = cleo.put(f"{PATH}/{post.pk}", {"status": "No picture"}).json()
    assert gone["media_attachments"] == []


def test_a_poll_is_changed_and_taken_off(cleo, cast) -> None:
    poll = {"options": ["a", "b"], "expires_in": 600}
    status = cleo.post(PATH, {"status": "?", "poll": poll}).json()
    path = f"{PATH}/{status['id']}"
    other = {"status": "?", "poll": {"options": ["a", "c"], "expires_in": 1200, "multiple": True}}
    changed = cleo.put(path, other).json()["poll"]
    assert ([o["title"] for o in changed["options"]], changed["multiple"]) == (["a", "c"], True)
    assert cleo.put(path, {"status": "?"}).json()["poll"] is None
    assert cleo.put(path, {"status": "?", "poll": {"options": ["a"]}}).status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"status": ""},
        {"status": "x" * 1001},
        {"status": "x", "media_ids": ["5"]},
        {"status": "x", "quote_approval_policy": "cats"},
        {"status": "x", "media_attributes": [{"id": "1", "focus": "left"}]},
        {"status": "x", "media_attributes": [{"id": "1", "focus": "nan,inf"}]},
        {"status": "x", "media_attributes": "all"},
    ],
)
def test_a_bad_change_changes_nothing(cleo, cast, said, sent) -> None:
    post = said(cast.cleo, "Before")
    assert cleo.put(f"{PATH}/{post.pk}", sent).status_code in {404, 422}
    assert cleo.get(f"{PATH}/{post.pk}").json()["content"] == "<p>Before</p>"


def test_only_the_author_changes_and_takes_back(eli, ben, dov, cast, said) -> None:
    post = said(cast.cleo)
    path = f"{PATH}/{post.pk}"
    for app in (eli, ben, dov):
        assert app.put(path, {"status": "Mine"}).status_code == 404
        assert app.delete(path).status_code == 404
        assert app.put(f"{path}/interaction_policy", {}).status_code == 404
    assert eli.get(path).json()["content"] == "<p>Good morning.</p>"


def test_delete_and_redraft(cleo, cast, said) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now())
    post = said(cast.cleo, "Tpyo *here*", media_ids=(media.pk,))
    taken = cleo.delete(f"{PATH}/{post.pk}").json()
    assert (taken["text"], taken["media_attachments"][0]["id"]) == ("Tpyo *here*", str(media.pk))
    assert cleo.get(f"{PATH}/{post.pk}").status_code == 404
    assert cleo.delete(f"{PATH}/{post.pk}").status_code == 404
    again = cleo.post(
        PATH, {"status": "Typo here", "media_ids": taken["media_attachments"][0]["id"]}
    )
    assert again.json()["media_attachments"][0]["id"] == str(media.pk)
    assert cleo.delete(f"{PATH}/{again.json()['id']}?delete_media=true").status_code == 200
    with inside(cast.agora):
        media.refresh_from_db()
        assert media.withheld_at is not None
        delete_unattached(at=clock.now() + timedelta(days=3))
        assert MediaAttachment.objects.filter(pk=media.pk).exists()  # a report may be open


def test_a_boost_is_taken_back_by_its_number(cleo, eli, cast, said) -> None:
    post = said(cast.ada)
    boosted = cleo.post(f"{PATH}/{post.pk}/reblog").json()
    assert eli.delete(f"{PATH}/{boosted['id']}").status_code == 404
    assert cleo.delete(f"{PATH}/{boosted['id']}").status_code == 200
    assert cleo.get(f"{PATH}/{post.pk}").json()["reblogs_count"] == 0
    assert cleo.get(f"{PATH}/{boosted['id']}").status_code == 404


def test_a_conversation_above_and_below(cleo, nobody, cast, said) -> None:
    root = said(cast.ada, "Root")
    middle = said(cast.ben, "Middle", in_reply_to=root.pk)
    leaf = said(cast.cleo, "Leaf", in_reply_to=middle.pk)
    other = said(cast.eli, "Other", in_reply_to=root.pk)
    private = said(cast.ada, "@Cleo psst", in_reply_to=middle.pk, visibility=Visibility.MENTIONED)

    def context(app, post):
        found = app.get(f"{PATH}/{post.pk}/context").json()
        return [[int(s["id"]) for s in found[part]] for part in ("ancestors", "descendants")]

    assert context(nobody, middle) == [[root.pk], [leaf.pk]]
    assert context(cleo, middle) == [[root.pk], [leaf.pk, private.pk]]
    assert context(nobody, root) == [[], [middle.pk, leaf.pk, other.pk]]
    assert nobody.get(f"{PATH}/{private.pk}/context").status_code == 404
    with inside(cast.agora):
        passed_on = boost(by=cast.ben, post_id=middle.pk, at=NOON)
    assert context(nobody, passed_on) == [[root.pk], [leaf.pk]]


def test_visitors_see_less_of_a_long_conversation(cleo, nobody, cast, said) -> None:
    root = parent = said(cast.ada)
    for _ in range(25):
        parent = said(cast.ada, in_reply_to=parent.pk)
    path = f"{PATH}/{root.pk}/context"
    assert len(nobody.get(path).json()["descendants"]) == 20
    assert len(cleo.get(path).json()["descendants"]) == 25


def test_a_conversation_costs_the_same(cleo, cast, said, costs_the_same) -> None:
    root = said(cast.ada)
    said(cast.ben, in_reply_to=root.pk)

    def more() -> None:
        for _ in range(20):
            said(cast.ben, "@Ada #tag", in_reply_to=root.pk)

    costs_the_same(lambda: cleo.get(f"{PATH}/{root.pk}/context"), more=more)


def test_every_wording_the_first_one_first(cleo, nobody, cast, said, costs_the_same) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now(), description="A bridge")
    post = said(cast.cleo, "One", media_ids=(media.pk,))
    path = f"{PATH}/{post.pk}"
    (only,) = nobody.get(f"{path}/history").json()
    assert (only["content"], only["created_at"]) == (
        "<p>One</p>",
        cleo.get(path).json()["created_at"],
    )
    cleo.put(path, {"status": "Two", "poll": {"options": ["a", "b"], "expires_in": 600}})
    cleo.put(path, {"status": "Three", "spoiler_text": "Careful"})
    first, second, third = nobody.get(f"{path}/history").json()
    assert [e["content"] for e in (first, second, third)] == [
        "<p>One</p>",
        "<p>Two</p>",
        "<p>Three</p>",
    ]
    assert first["media_attachments"][0]["description"] == "A bridge"
    assert second["poll"] == {"options": [{"title": "a"}, {"title": "b"}]}
    assert "poll" not in first
    assert "poll" not in third
    assert set(third) == {
        "content", "spoiler_text", "sensitive", "created_at", "account", "media_attachments",
        "emojis", "quote",
    }  # fmt: skip
    assert third["account"]["acct"] == "Cleo"

    def more() -> None:
        with inside(cast.agora):
            for n in range(10):
                edit_post(by=cast.cleo, post_id=post.pk, change=Change(text=f"{n}"), at=clock.now())

    costs_the_same(lambda: nobody.get(f"{path}/history"), more=more)


def test_a_source_is_as_typed(cleo, cast, said) -> None:
    post = said(cast.cleo, "*One* @Ada", warning="Careful")
    source = cleo.get(f"{PATH}/{post.pk}/source").json()
    assert source == {"id": str(post.pk), "text": "*One* @Ada", "spoiler_text": "Careful"}
    hers = said(cast.ada, visibility=Visibility.FOLLOWERS)
    assert cleo.get(f"{PATH}/{hers.pk}/source").status_code == 404


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


def test_who_may_quote_is_changed(cleo, cast, said) -> None:
    post = said(cast.cleo)
    path = f"{PATH}/{post.pk}/interaction_policy"
    status = cleo.put(path, {"quote_approval_policy": "followers"}).json()
    assert status["quote_approval"]["automatic"] == ["followers"]
    assert status["edited_at"] is None
    assert cleo.put(path, {"quote_approval_policy": "cats"}).status_code == 422


def test_nothing_is_translated(cleo, cast, said) -> None:
    post = said(cast.ada)
    assert cleo.post(f"{PATH}/{post.pk}/translate").status_code == 404
    assert cleo.post(f"{PATH}/5/translate").status_code == 404
    assert cleo.get(f"{PATH}/{post.pk}/card").status_code == 404


def test_a_language_policy_is_kept(cleo, cast) -> None:
    with inside(cast.agora):
        Charter.objects.filter(pk=1).update(language_policy="enforced", languages=["de"])
    answer = cleo.post(PATH, {"status": "Good morning everyone, the market opens at nine today."})
    assert answer.status_code == 422
    assert "German" in answer.json()["error"]
