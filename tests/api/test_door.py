"""The door for programs: who gets in, what is refused, and in which words."""

from hashlib import sha256

import pytest
from django.core.cache import cache

from api_client import App, app_of
from squares.api import idempotency
from squares.clients.actions import revoke_tokens
from squares.clients.models import AccessToken
from talk_cast import say, state
from tenants.context import inside


def test_unknown_paths_answer_json(nobody) -> None:
    for path in ("/api/v1/nothing", "/api/v9", "/api/v1/pleroma/x", "/oauth/nothing"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_no_token_and_a_wrong_one(nobody) -> None:
    assert nobody.get("/api/v1/timelines/home").status_code == 401
    nobody.token = "wrong"
    answer = nobody.get("/api/v1/timelines/home")
    assert (answer.status_code, answer.json()["error"]) == (401, "The access token is invalid")
    # A token that is given must be good, also where none is needed.
    assert nobody.get("/api/v1/timelines/public").status_code == 401


def test_a_token_of_another_square_is_none_here(dov, cast) -> None:
    assert dov.get("/api/v1/timelines/home").status_code == 200
    dov.square = cast.agora
    assert dov.get("/api/v1/timelines/home").status_code == 401


def test_scope(cast) -> None:
    app = app_of(cast.agora, cast.cleo, ("read:accounts",))
    answer = app.get("/api/v1/timelines/home")
    assert answer.status_code == 403
    assert answer.json()["error"] == "This action is outside the authorized scopes"
    assert app.get("/api/v1/accounts/verify_credentials").status_code == 200


def test_an_apps_own_token_is_no_members(cast) -> None:
    app = app_of(cast.agora, None)
    assert app.get("/api/v1/timelines/home").status_code == 401
    assert app.get("/api/v1/apps/verify_credentials").json()["name"] == "Testpilot"
    assert app.get("/api/v1/timelines/public").status_code == 200


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("unconfirmed", "Your login is missing a confirmed e-mail address"),
        ("pending", "Your login is currently pending approval"),
        ("suspended", "Your login is currently disabled"),
    ],
)
def test_who_is_not_in(cast, cleo, standing, words) -> None:
    with inside(cast.agora):
        state(cast.cleo, standing)
    answer = cleo.get("/api/v1/timelines/home")
    assert (answer.status_code, answer.json()) == (403, {"error": words})


def test_a_revoked_token_is_good_no_more(cast, cleo, settled) -> None:
    assert cleo.get("/api/v1/timelines/home").status_code == 200
    with inside(cast.agora), settled():
        revoke_tokens(token_ids=list(AccessToken.objects.values_list("pk", flat=True)))
    assert cleo.get("/api/v1/timelines/home").status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/timelines/public", "/api/v1/timelines/public/"])
def test_trailing_slash_is_no_other_address(nobody, path) -> None:
    assert nobody.get(path).status_code == 200


def test_head_and_options(nobody, cast) -> None:
    head = nobody.client.head("/api/v1/timelines/public", headers={"host": cast.agora.host})
    assert (head.status_code, head.content) == (200, b"")
    options = nobody.client.options("/api/v1/statuses", headers={"host": cast.agora.host})
    assert options.status_code == 204
    assert options["Access-Control-Allow-Headers"].startswith("*")
    assert "POST" in options["Allow"]


def test_what_an_app_has_already_is_not_sent_again(cast, cleo) -> None:
    with inside(cast.agora):
        say(cast.ada, "One.")
    tag = cleo.get("/api/v1/timelines/public").headers["ETag"]
    known = {**cleo._headers(), "If-None-Match": tag}
    again = cleo.client.get("/api/v1/timelines/public", headers=known)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert "X-RateLimit-Remaining" in again.headers
    assert "ETag" in again.headers["Access-Control-Expose-Headers"]
    with inside(cast.agora):
        say(cast.ada, "Two.")
    anew = cleo.client.get("/api/v1/timelines/public", headers=known)
    assert (anew.status_code, len(anew.json())) == (200, 2)


def test_only_what_was_read_has_a_tag(cleo) -> None:
    assert "ETag" not in cleo.post("/api/v1/statuses", {"status": "Hello."}).headers
    assert "ETag" not in cleo.get("/api/v1/statuses/1").headers


def test_limits_are_told(cleo) -> None:
    answer = cleo.get("/api/v1/timelines/home")
    assert answer["X-RateLimit-Limit"] == "300"
    assert answer["X-RateLimit-Remaining"] == "299"
    assert answer["X-RateLimit-Reset"].endswith("Z")


def test_limits_bite(cleo, monkeypatch) -> None:
    monkeypatch.setattr("squares.api.budgets.A_TOKEN", 2)
    answers = [cleo.get("/api/v1/timelines/home") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[-1].json() == {"error": "Too many requests"}
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1]["X-RateLimit-Remaining"] == "0"


def test_tokens_that_cost_nothing_buy_nothing(cast, nobody, monkeypatch) -> None:
    monkeypatch.setattr("squares.api.budgets.AN_ADDRESS", 4)
    for_itself = [app_of(cast.agora, None) for _ in range(3)]
    answers = [app.get("/api/v1/timelines/public").status_code for app in for_itself]
    wrong = app_of(cast.agora, None)
    for number in range(3):
        wrong.token = f"guess {number}"
        answers.append(wrong.get("/api/v1/timelines/public").status_code)
    assert answers == [200, 200, 200, 401, 429, 429]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"status": {"a": 1}}', "application/json", 422),
        (b"\xff\xfe=%ff", "application/x-www-form-urlencoded", 400),
        (b"status=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"--x\r\nnonsense", "multipart/form-data", 400),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 422),
        (b"a[b]=1&a=2&a[c][d][e][f][g][h]=3", "application/x-www-form-urlencoded", 422),
        (b'{"status": "' + b"x" * 1_100_000 + b'"}', "application/json", 413),
        (b'{"status": "a", "media_ids": ["x"]}', "application/json", 422),
        ('{"status": "a", "media_ids": {"²": 1}}'.encode(), "application/json", 422),
        (b'{"status": "\\ud800"}', "application/json", 400),
        (b"media_ids[" + b"1" * 5000 + b"]=1", "application/x-www-form-urlencoded", 422),
        (
            b"".join(
                b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n
                for n in range(600)
            )
            + b"--x--\r\n",
            "multipart/form-data; boundary=x",
            400,
        ),
    ],
)
def test_bad_bodies_are_told_so(cleo, body, kind, status) -> None:
    answer = cleo.client.post("/api/v1/statuses", body, content_type=kind, headers=cleo._headers())
    assert answer.status_code == status, answer.content
    assert answer.json()["error"]


def test_ids_that_are_none(cleo) -> None:
    for wrong in ("abc", "-1", "0", "99999999999999999999", "1.5", "%00", "１２"):
        assert cleo.get(f"/api/v1/statuses/{wrong}").status_code in {400, 404}


def test_pages_have_neighbours(cast, cleo) -> None:
    with inside(cast.agora):
        posts = [say(cast.ada, f"Number {n}") for n in range(5)]
    answer = cleo.get("/api/v1/timelines/public", limit=2, only_media="false")
    assert [s["id"] for s in answer.json()] == [str(p.pk) for p in posts[:2:-1]]
    following, above = answer["Link"].split(", ")
    base = f"{cast.agora.url}/api/v1/timelines/public?limit=2&only_media=false"
    assert following == f'<{base}&max_id={posts[3].pk}>; rel="next"'
    assert above == f'<{base}&min_id={posts[4].pk}>; rel="prev"'
    up = cleo.get("/api/v1/timelines/public", limit=2, min_id=posts[0].pk)
    assert [s["id"] for s in up.json()] == [str(posts[2].pk), str(posts[1].pk)]
    assert "Link" not in cleo.get("/api/v1/timelines/public", max_id=posts[0].pk)


@pytest.mark.parametrize("cursor", [-1, 0, 2**62, 2**63, 10**40])
@pytest.mark.parametrize("name", ["max_id", "since_id", "min_id"])
def test_cursors_that_no_id_can_be(cleo, name, cursor) -> None:
    for path in ("/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/bookmarks"):
        assert cleo.get(path, **{name: cursor}).status_code == 200


def test_walls(cast, cleo, dov) -> None:
    with inside(cast.agora):
        post = say(cast.ada)
    assert cleo.get(f"/api/v1/statuses/{post.pk}").status_code == 200
    assert dov.get(f"/api/v1/statuses/{post.pk}").status_code == 404


def test_a_square_that_is_closed_says_so_in_json(cast, nobody, settled) -> None:
    from tenants import middleware
    from tenants.models.square import Square

    for closed, status in (("suspended", 503), ("closed", 410)):
        Square.objects.filter(pk=cast.agora.pk).update(state=closed)
        middleware.forget_hosts()
        answer = nobody.get("/api/v1/timelines/public")
        assert answer.status_code == status
        assert answer.json()["error"]


def test_idempotency(cast, cleo) -> None:
    first = cleo.post("/api/v1/statuses", {"status": "Once."}, Idempotency_Key="k1")
    second = cleo.post("/api/v1/statuses", {"status": "Once."}, Idempotency_Key="k1")
    other = cleo.post("/api/v1/statuses", {"status": "Once."}, Idempotency_Key="k2")
    assert first.json()["id"] == second.json()["id"] != other.json()["id"]
    refused = cleo.post("/api/v1/statuses", {"status": ""}, Idempotency_Key="k3")
    assert refused.status_code == 422
    again = cleo.post("/api/v1/statuses", {"status": "Now."}, Idempotency_Key="k3")
    assert again.status_code == 200


def test_without_redis_apps_go_on(cast, cleo, settings) -> None:
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9/0"}
    }
    assert cleo.get("/api/v1/timelines/home").status_code == 200
    answer = cleo.post("/api/v1/statuses", {"status": "Still here."}, Idempotency_Key="k1")
    assert answer.status_code == 200


def test_a_call_that_died_is_not_waited_for_an_hour(cast, cleo, monkeypatch) -> None:
    monkeypatch.setattr(idempotency, "DIES_SECONDS", 1)
    with inside(cast.agora):  # as a process leaves it that was killed half-way
        key = sha256(b"k9").hexdigest()
        cache.set(f"once:{cast.cleo.pk}:{key}", 0, idempotency.DIES_SECONDS)
    answers = [
        cleo.post("/api/v1/statuses", {"status": "Hello?"}, Idempotency_Key="k9").status_code
        for _ in range(2)
    ]
    assert answers[-1] == 200


def test_costs(cast, cleo, costs_the_same) -> None:
    def more() -> None:
        with inside(cast.agora):
            for author in (cast.ada, cast.ben, cast.eli):
                for n in range(6):
                    say(author, f"Number {n} #tag @ben")

    with inside(cast.agora):
        say(cast.ada, "One #tag @ben")
    costs_the_same(lambda: cleo.get("/api/v1/timelines/public"), more=more)


def test_app(cast) -> None:
    """The helper itself: a visitor has no token."""
    assert App(cast.agora, None).token == ""


def test_a_nul_in_the_address_is_refused_in_json(nobody) -> None:
    answer = nobody.client.get(
        "/api/v1/timelines/public?limit=%00", headers={"host": nobody.square.host}
    )
    assert (answer.status_code, answer.json()) == (400, {"error": "The request could not be read"})
