"""Following, keeping apart, noting and recommending, by an app."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from api_client import app_of
from commons import clock
from squares.members.models import Member
from squares.relationships.actions.stances import take_note
from squares.relationships.models import Block, Follow, Mute
from talk_cast import follow, mute, state
from tenants.context import inside

NOTHING = {
    "following": False,
    "showing_reblogs": False,
    "notifying": False,
    "languages": None,
    "followed_by": False,
    "blocking": False,
    "blocked_by": False,
    "muting": False,
    "muting_notifications": False,
    "muting_expires_at": None,
    "requested": False,
    "requested_by": False,
    "domain_blocking": False,
    "endorsed": False,
    "note": "",
}
ACTS = {
    "follow": "write:follows",
    "unfollow": "write:follows",
    "remove_from_followers": "write:follows",
    "block": "write:blocks",
    "unblock": "write:blocks",
    "mute": "write:mutes",
    "unmute": "write:mutes",
    "endorse": "write:accounts",
    "unendorse": "write:accounts",
    "pin": "write:accounts",
    "unpin": "write:accounts",
    "note": "write:accounts",
}
PARTING = {"unfollow", "remove_from_followers", "unblock", "unmute", "unendorse", "unpin"}
LISTS = {
    "/api/v1/blocks": "read:blocks",
    "/api/v1/mutes": "read:mutes",
    "/api/v1/follow_requests": "read:follows",
    "/api/v1/endorsements": "read:accounts",
    "/api/v1/accounts/relationships": "read:follows",
    "/api/v1/accounts/familiar_followers": "read:follows",
}


def at(member, act):
    return f"/api/v1/accounts/{member.pk}/{act}"


def lock(member):
    Member.objects.filter(pk=member.pk).update(locked=True)


def said(answer, **different):
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body == {"id": body["id"], **NOTHING, **different}


def test_follow_and_its_options(cleo, cast) -> None:
    said(cleo.post(at(cast.eli, "follow")), following=True, showing_reblogs=True)
    options = {"reblogs": False, "notify": True, "languages": ["en", "pt-BR"]}
    said(
        cleo.post(at(cast.eli, "follow"), options),
        following=True,
        notifying=True,
        languages=["en", "pt"],
    )
    answer = cleo.form(at(cast.eli, "follow"), {"reblogs": "1"})
    said(answer, following=True, showing_reblogs=True, notifying=True, languages=["en", "pt"])
    said(cleo.post(at(cast.eli, "unfollow")))
    said(cleo.post(at(cast.eli, "unfollow")))


@pytest.mark.parametrize(
    "wrong", [{"reblogs": "perhaps"}, {"languages": ["klingon!"]}, {"languages": [["en"]]}]
)
def test_options_that_cannot_be(cleo, cast, wrong) -> None:
    assert cleo.post(at(cast.eli, "follow"), wrong).status_code == 422
    with inside(cast.agora):
        assert not Follow.objects.exists()


def test_a_locked_member_decides(cleo, eli, cast) -> None:
    with inside(cast.agora):
        lock(cast.eli)
    said(cleo.post(at(cast.eli, "follow")), requested=True, showing_reblogs=True)
    (asking,) = eli.get("/api/v1/follow_requests").json()
    assert asking["username"] == "Cleo"
    (tie,) = eli.get("/api/v1/accounts/relationships", id=cast.cleo.pk).json()
    assert tie["requested_by"]
    path = f"/api/v1/follow_requests/{cast.cleo.pk}"
    said(eli.post(f"{path}/authorize"), followed_by=True)
    assert eli.post(f"{path}/authorize").status_code == 404
    assert eli.get("/api/v1/follow_requests").json() == []
    said(eli.post(at(cast.cleo, "remove_from_followers")))
    cleo.post(at(cast.eli, "follow"))
    said(eli.post(f"{path}/reject"))
    assert eli.post(f"{path}/reject").status_code == 404
    assert eli.post("/api/v1/follow_requests/12345/reject").status_code == 404


def test_block_ends_everything(cleo, eli, cast) -> None:
    cleo.post(at(cast.eli, "follow"))
    said(cleo.post(at(cast.eli, "block")), blocking=True)
    (blocked,) = cleo.get("/api/v1/blocks").json()
    assert blocked["acct"] == "Eli"
    refused = eli.post(at(cast.cleo, "follow"))
    assert refused.status_code == 403
    assert set(refused.json()) == {"error"}
    said(cleo.post(at(cast.eli, "unblock")))
    assert cleo.get("/api/v1/blocks").json() == []


def test_mute_for_a_while(cleo, cast) -> None:
    said(cleo.post(at(cast.eli, "mute")), muting=True, muting_notifications=True)
    answer = cleo.form(at(cast.eli, "mute"), {"notifications": "false", "duration": "3600"})
    until = answer.json()["muting_expires_at"]
    said(answer, muting=True, muting_expires_at=until)
    (muted,) = cleo.get("/api/v1/mutes").json()
    assert (muted["username"], muted["mute_expires_at"]) == ("Eli", until)
    said(cleo.post(at(cast.eli, "unmute")))
    for duration in (10**30, "9" * 19):
        far = cleo.post(at(cast.eli, "mute"), {"duration": duration})
        assert far.status_code in {200, 422}
    assert cleo.post(at(cast.eli, "mute"), {"duration": "long"}).status_code == 422
    with inside(cast.agora):
        Mute.objects.update(until=clock.now() - timedelta(seconds=1))
    assert cleo.get("/api/v1/mutes").json() == []


def test_note(cleo, eli, cast) -> None:
    said(cleo.post(at(cast.eli, "note"), {"comment": "The baker."}), note="The baker.")
    said(cleo.post(at(cast.eli, "note")))
    assert cleo.post(at(cast.eli, "note"), {"comment": "x" * 2001}).status_code == 422
    cleo.post(at(cast.eli, "note"), {"comment": "Mine."})
    (theirs,) = eli.get("/api/v1/accounts/relationships", **{"id[]": cast.cleo.pk}).json()
    assert theirs["note"] == ""


@pytest.mark.parametrize(("do", "undo"), [("endorse", "unendorse"), ("pin", "unpin")])
def test_recommend(cleo, nobody, cast, do, undo) -> None:
    refused = cleo.post(at(cast.eli, do))
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("Validation failed: ")
    cleo.post(at(cast.eli, "follow"))
    said(cleo.post(at(cast.eli, do)), following=True, showing_reblogs=True, endorsed=True)
    for answer in (
        cleo.get("/api/v1/endorsements"),
        nobody.get(f"/api/v1/accounts/{cast.cleo.pk}/endorsements"),
    ):
        assert [account["username"] for account in answer.json()] == ["Eli"]
    said(cleo.post(at(cast.eli, undo)), following=True, showing_reblogs=True)
    assert cleo.get("/api/v1/endorsements").json() == []


def test_relationships_in_the_order_asked_and_of_those_who_are_here(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.eli)
        state(cast.ben, "suspended")
    asked = [cast.eli.pk, cast.dov.pk, cast.ada.pk, cast.ben.pk, cast.eli.pk, 5]
    found = cleo.get("/api/v1/accounts/relationships", **{"id[]": asked}).json()
    assert [row["id"] for row in found] == [str(cast.eli.pk), str(cast.ada.pk)]
    query = {"id[]": asked, "with_suspended": "true"}
    assert len(cleo.get("/api/v1/accounts/relationships", **query).json()) == 3
    assert cleo.get("/api/v1/accounts/relationships").json() == []
    assert cleo.get("/api/v1/accounts/relationships", **{"id[]": 2**70}).json() == []
    assert cleo.get("/api/v1/accounts/relationships", **{"id[]": "x"}).status_code == 422
    assert len(cleo.get("/api/v1/accounts/relationships", id=cast.eli.pk).json()) == 1


def test_familiar_followers(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        follow(cast.ada, cast.eli)
    query = {"id[]": [cast.eli.pk, cast.ben.pk, 5]}
    one, other = cleo.get("/api/v1/accounts/familiar_followers", **query).json()
    assert (one["id"], [a["username"] for a in one["accounts"]]) == (str(cast.eli.pk), ["Ada"])
    assert (other["id"], other["accounts"]) == (str(cast.ben.pk), [])


@pytest.mark.parametrize("which", ["followers", "following"])
def test_who_follows_whom(nobody, cleo, cast, which) -> None:
    with inside(cast.agora):
        follow(cast.ben, cast.eli)
        follow(cast.eli, cast.ben)
    (found,) = nobody.get(at(cast.eli, which)).json()
    assert found["username"] == "Ben"
    with inside(cast.agora):
        Block.objects.create(source=cast.ben, target=cast.cleo, at=clock.now())
    assert cleo.get(at(cast.eli, which)).json() == []
    with inside(cast.agora):
        Member.objects.filter(pk=cast.eli.pk).update(hides_ties=True)
    assert nobody.get(at(cast.eli, which)).json() == []
    assert nobody.get(at(cast.eli, "")[:-1]).json()["followers_count"] == 0
    assert nobody.get(at(cast.dov, which)).status_code == 404


def crowd(cast, number):
    made = Member.objects.bulk_create(
        Member(handle=f"c{n}", handle_key=f"c{n}", skeleton=f"c{n}", joined_at=clock.now())
        for n in range(number)
    )
    for other in made:
        follow(other, cast.eli)
        follow(cast.eli, other)
        follow(other, cast.cleo, accepted=False)
        Block.objects.create(source=cast.cleo, target=other, at=clock.now())
        mute(cast.cleo, other)
        take_note(by=cast.cleo, target=other, note="x", at=clock.now())
    return made


@pytest.mark.parametrize("path", ["followers", "following", "blocks", "mutes", "follow_requests"])
def test_pages_lead_on_by_link_and_cost_the_same(cleo, eli, cast, costs_the_same, path) -> None:
    app, address = cleo, f"/api/v1/{path}"
    if path.startswith("follow") and path != "follow_requests":
        app, address = eli, at(cast.eli, path)
    with inside(cast.agora):
        crowd(cast, 1)

    def more():
        with inside(cast.agora):
            Member.objects.filter(handle_key="c0").update(
                handle_key="d0", skeleton="d0", handle="d0"
            )
            crowd(cast, 9)

    costs_the_same(lambda: app.get(address), more=more)
    seen, query = [], {"limit": 4}
    while query:
        answer = app.get(address, **query)
        seen += [account["id"] for account in answer.json()]
        found = [part for part in answer.headers.get("Link", "").split(", ") if "next" in part]
        link = urlsplit(found[0].partition(">")[0].strip("<")) if found else None
        query = dict(parse_qsl(link.query)) if link else {}
        assert link is None or (link.path, query["limit"]) == (address, "4")
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not(cast, nobody, dov, cleo, act) -> None:
    assert nobody.post(at(cast.eli, act)).status_code == 401
    scopes = tuple({*ACTS.values(), "read"} - {ACTS[act]})
    assert app_of(cast.agora, cast.cleo, scopes).post(at(cast.eli, act)).status_code == 403
    assert app_of(cast.agora, None).post(at(cast.eli, act)).status_code == 401
    assert cleo.post(at(cast.dov, act)).status_code == 404
    assert cleo.post(f"/api/v1/accounts/none/{act}").status_code == 404
    with inside(cast.agora):
        state(cast.eli, "suspended")
    assert cleo.post(at(cast.eli, act)).status_code == (200 if act in PARTING else 404)
    with inside(cast.agora):
        state(cast.eli, "pending")
    assert cleo.post(at(cast.eli, act)).status_code == 404


@pytest.mark.parametrize("act", ["follow", "block", "mute"])
def test_a_suspension_keeps_nobody_bound(cast, cleo, act) -> None:
    cleo.post(at(cast.eli, act))
    with inside(cast.agora):
        state(cast.eli, "suspended")
    answer = cleo.post(at(cast.eli, f"un{act}")).json()
    assert (answer["following"], answer["blocking"], answer["muting"]) == (False, False, False)


@pytest.mark.parametrize("act", ["block", "mute", "endorse", "note"])
def test_nobody_does_it_to_themselves(cleo, cast, act) -> None:
    assert cleo.post(at(cast.cleo, act)).status_code == 422


def test_nobody_finds_themselves_to_follow(cleo, cast) -> None:
    answer = cleo.post(at(cast.cleo, "follow"))
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


@pytest.mark.parametrize("path", LISTS)
def test_who_may_not_read(cast, nobody, path) -> None:
    assert nobody.get(path).status_code == 401
    scopes = tuple({*LISTS.values(), "write"} - {LISTS[path]})
    assert app_of(cast.agora, cast.cleo, scopes).get(path).status_code == 403


def test_the_old_scope_is_enough_for_ties(cast) -> None:
    app = app_of(cast.agora, cast.cleo, ("follow",))
    assert app.post(at(cast.eli, "follow")).status_code == 200
    assert app.get("/api/v1/blocks").status_code == 200
    assert app.post(at(cast.eli, "endorse")).status_code == 403


def test_no_federation(cleo, nobody, cast) -> None:
    assert cleo.get("/api/v1/domain_blocks").json() == []
    assert cleo.post("/api/v1/domain_blocks", {"domain": "x.example"}).status_code == 422
    assert cleo.delete("/api/v1/domain_blocks", {"domain": "x.example"}).json() == {}
    assert nobody.get("/api/v1/domain_blocks").status_code == 401
    assert cleo.get(at(cast.eli, "identity_proofs")).json() == []
    assert cleo.get(at(cast.dov, "identity_proofs")).status_code == 404
