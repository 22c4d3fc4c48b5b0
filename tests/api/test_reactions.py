"""What readers do with posts by an app, and who did it."""

import pytest

from api_client import app_of
from squares.media.actions import upload
from squares.posts.models.post import Visibility
from talk_cast import NOON, block, follow, picture, say, state
from tenants.context import inside

PATH = "/api/v1/statuses"


@pytest.fixture
def post(cast):
    with inside(cast.agora):
        return say(cast.ada)


@pytest.mark.parametrize(
    ("do", "undo", "flag", "counter"),
    [
        ("favourite", "unfavourite", "favourited", "favourites_count"),
        ("bookmark", "unbookmark", "bookmarked", None),
        ("reblog", "unreblog", "reblogged", "reblogs_count"),
        ("mute", "unmute", "muted", None),
    ],
)
def test_doing_and_undoing_twice(cleo, eli, post, do, undo, flag, counter) -> None:
    for _ in range(2):
        done = cleo.post(f"{PATH}/{post.pk}/{do}").json()
    said = done["reblog"] or done
    assert (said["id"], said[flag]) == (str(post.pk), True)
    if counter:
        assert said[counter] == 1
    assert eli.get(f"{PATH}/{post.pk}").json()[flag] is False
    for _ in range(2):
        undone = cleo.post(f"{PATH}/{post.pk}/{undo}").json()
    assert (undone["id"], undone[flag], undone["reblog"]) == (str(post.pk), False, None)
    if counter:
        assert undone[counter] == 0


def test_a_boost_names_the_post_it_passes_on(cleo, eli, post, cast) -> None:
    boosted = cleo.post(f"{PATH}/{post.pk}/reblog").json()
    assert boosted["account"]["acct"] == "Cleo"
    assert boosted["reblog"]["id"] == str(post.pk)
    liked = eli.post(f"{PATH}/{boosted['id']}/favourite").json()
    assert (liked["id"], liked["favourited"]) == (str(post.pk), True)
    quiet = cleo.post(f"{PATH}/{boosted['id']}/unreblog").json()
    assert (quiet["id"], quiet["reblogged"]) == (str(post.pk), False)


def test_what_was_said_to_few_is_not_passed_on(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        private = say(cast.ada, visibility=Visibility.FOLLOWERS)
    answer = cleo.post(f"{PATH}/{private.pk}/reblog")
    assert answer.status_code == 403
    assert cleo.post(f"{PATH}/5/reblog").status_code == 404


def test_pins(cleo, cast, post) -> None:
    with inside(cast.agora):
        own = say(cast.cleo)
        direct = say(cast.cleo, "@Ada psst", visibility=Visibility.MENTIONED)
    assert cleo.post(f"{PATH}/{own.pk}/pin").json()["pinned"] is True
    shown = cleo.get(f"/api/v1/accounts/{cast.cleo.pk}/statuses", pinned="true").json()
    assert [s["id"] for s in shown] == [str(own.pk)]
    assert cleo.post(f"{PATH}/{own.pk}/unpin").json()["pinned"] is False
    for wrong in (post, direct):
        answer = cleo.post(f"{PATH}/{wrong.pk}/pin")
        assert answer.status_code == 422
        assert answer.json()["error"].startswith("Validation failed: ")
    assert cleo.post(f"{PATH}/{post.pk}/unpin").status_code == 404
    assert "pinned" not in cleo.get(f"{PATH}/{post.pk}").json()


@pytest.mark.parametrize(
    ("do", "who"), [("favourite", "favourited_by"), ("reblog", "reblogged_by")]
)
def test_who_did_it(cleo, eli, ben, nobody, cast, post, do, who) -> None:
    for app in (cleo, eli, ben):
        app.post(f"{PATH}/{post.pk}/{do}")
    path = f"{PATH}/{post.pk}/{who}"
    assert [a["acct"] for a in nobody.get(path).json()] == ["Ben", "Eli", "Cleo"]
    first = nobody.get(path, limit=2)
    assert [a["acct"] for a in first.json()] == ["Ben", "Eli"]
    following = first.headers["Link"].split(";")[0].strip("<>")
    assert following.startswith(f"{cast.agora.url}{path}?limit=2&max_id=")
    rest = nobody.get(path + "?" + following.partition("?")[2])
    assert [a["acct"] for a in rest.json()] == ["Cleo"]
    with inside(cast.agora):
        block(cast.cleo, cast.eli)
        state(cast.ben, "suspended")
    assert [a["acct"] for a in cleo.get(path).json()] == ["Cleo"]
    assert nobody.get(f"{PATH}/5/{who}").status_code == 404


def test_private_boosts_are_met_by_followers(cleo, eli, nobody, cast, post) -> None:
    cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "private"})
    path = f"{PATH}/{post.pk}/reblogged_by"
    assert nobody.get(path).json() == eli.get(path).json() == []
    assert len(cleo.get(path).json()) == 1
    with inside(cast.agora):
        follow(cast.eli, cast.cleo)
    assert len(eli.get(path).json()) == 1


def test_quotes_are_listed_and_taken_back(cleo, eli, cast, post) -> None:
    quote = cleo.post(PATH, {"status": "Hear", "quoted_status_id": str(post.pk)}).json()
    hidden = {"status": "Hm", "quoted_status_id": str(post.pk), "visibility": "private"}
    cleo.post(PATH, hidden)
    assert [s["id"] for s in eli.get(f"{PATH}/{post.pk}/quotes").json()] == [quote["id"]]
    assert len(cleo.get(f"{PATH}/{post.pk}/quotes").json()) == 2
    revoke = f"{PATH}/{post.pk}/quotes/{quote['id']}/revoke"
    answer = eli.post(revoke)
    assert (answer.status_code, answer.json()) == (403, {"error": "This action is not allowed"})
    ada = app_of(cast.agora, cast.ada)
    revoked = ada.post(revoke).json()
    assert (revoked["id"], revoked["quote"]) == (
        quote["id"],
        {"state": "revoked", "quoted_status": None},
    )
    assert "quote-inline" not in revoked["content"]
    assert eli.get(f"{PATH}/{post.pk}/quotes").json() == []
    assert ada.post(f"{PATH}/{post.pk}/quotes/5/revoke").status_code == 404


def test_lists_cost_the_same(cleo, eli, cast, post, costs_the_same) -> None:
    def more(count: int = 20) -> None:
        with inside(cast.agora):
            for _ in range(count):
                media = upload(by=cast.cleo, file=picture(), at=NOON)
                say(cast.cleo, "@Ben #tag", quotes=post.pk, media_ids=(media.pk,))

    more(1)
    costs_the_same(lambda: eli.get(f"{PATH}/{post.pk}/quotes"), more=more)
    eli.post(f"{PATH}/{post.pk}/favourite")
    costs_the_same(
        lambda: eli.get(f"{PATH}/{post.pk}/favourited_by"),
        more=lambda: cleo.post(f"{PATH}/{post.pk}/favourite"),
    )
