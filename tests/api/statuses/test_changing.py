"""A status is changed, taken back, or drafted anew by its author."""

from datetime import timedelta

import pytest

from commons import clock
from squares.media.actions import delete_unattached, upload
from squares.media.models import MediaAttachment
from squares.posts.models.post import Post
from talk_cast import picture
from tenants.context import inside

PATH = "/api/v1/statuses"


def count(cast) -> int:
    with inside(cast.agora):
        return Post.objects.filter(deleted_at=None).count()


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


def test_who_may_quote_is_changed(cleo, cast, said) -> None:
    post = said(cast.cleo)
    path = f"{PATH}/{post.pk}/interaction_policy"
    status = cleo.put(path, {"quote_approval_policy": "followers"}).json()
    assert status["quote_approval"]["automatic"] == ["followers"]
    assert status["edited_at"] is None
    assert cleo.put(path, {"quote_approval_policy": "cats"}).status_code == 422
