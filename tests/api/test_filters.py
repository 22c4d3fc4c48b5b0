"""Filters by an app, of today and of yesterday, and what they say of posts."""

from datetime import datetime

import pytest

from api_client import app_of
from commons import clock
from squares.posts.actions.react import boost
from squares.timelines.models import Filter
from talk_cast import follow, say
from tenants.context import inside


def make(app, **more):
    body = {
        "title": "Spoilers",
        "context": ["home", "thread"],
        "keywords_attributes": [{"keyword": "cat", "whole_word": True}],
        **more,
    }
    answer = app.post("/api/v2/filters", body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_filter_is_made_changed_and_given_up(cleo) -> None:
    made = make(cleo)
    word = made["keywords"][0]["id"]
    assert made == {
        "id": made["id"],
        "title": "Spoilers",
        "context": ["home", "thread"],
        "expires_at": None,
        "filter_action": "warn",
        "keywords": [{"id": word, "keyword": "cat", "whole_word": True}],
        "statuses": [],
    }
    path = f"/api/v2/filters/{made['id']}"
    assert cleo.get(path).json() == made
    assert cleo.get("/api/v2/filters").json() == [made]
    changes = [
        {"id": word, "_destroy": True},
        {"keyword": "dog"},
        {"keyword": "never", "_destroy": True},
    ]
    changed = cleo.put(
        path,
        {
            "title": "Animals",
            "context": ["public"],
            "filter_action": "hide",
            "expires_in": 3600,
            "keywords_attributes": changes,
        },
    ).json()
    ends = datetime.fromisoformat(changed.pop("expires_at"))
    assert 3500 < (ends - clock.now()).total_seconds() <= 3600
    assert [(k["keyword"], k["whole_word"]) for k in changed.pop("keywords")] == [("dog", False)]
    assert changed == {
        "id": made["id"],
        "title": "Animals",
        "context": ["public"],
        "filter_action": "hide",
        "statuses": [],
    }
    assert cleo.put(path, {"title": "Beasts"}).json()["expires_at"] is not None
    assert cleo.form(path, {"expires_in": ""}, "put").json()["expires_at"] is None
    assert cleo.put(path, {"expires_in": "60"}).json()["expires_at"] is not None
    assert cleo.put(path, {"expires_in": None}).json()["expires_at"] is None
    assert cleo.delete(path).json() == {}
    assert cleo.get(path).status_code == cleo.delete(path).status_code == 404


def test_a_form_nests_as_in_rails(cleo) -> None:
    made = cleo.client.post(
        "/api/v2/filters",
        "title=test&context[]=public&keywords_attributes[][keyword]=foo"
        "&keywords_attributes[][whole_word]=false&keywords_attributes[][keyword]=bar"
        "&keywords_attributes[][whole_word]=true",
        content_type="application/x-www-form-urlencoded",
        headers=cleo._headers(),
    ).json()
    assert [(k["keyword"], k["whole_word"]) for k in made["keywords"]] == [
        ("foo", False),
        ("bar", True),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"context": []},
        {"context": ["everywhere"]},
        {"filter_action": "burn"},
        {"expires_in": "soon"},
        {"keywords_attributes": [{"keyword": ""}]},
        {"keywords_attributes": [{"keyword": ["x"]}]},
        {"keywords_attributes": "cat"},
    ],
)
def test_a_filter_that_cannot_be(cleo, wrong) -> None:
    body = {"title": "x", "context": ["home"], **wrong}
    assert cleo.post("/api/v2/filters", body).status_code == 422
    assert cleo.get("/api/v2/filters").json() == []


def test_a_keyword_of_its_own(cleo) -> None:
    made = make(cleo)
    path = f"/api/v2/filters/{made['id']}/keywords"
    added = cleo.post(path, {"keyword": "dog", "whole_word": "1"}).json()
    assert added == {"id": added["id"], "keyword": "dog", "whole_word": True}
    assert cleo.get(path).json() == [*made["keywords"], added]
    own = f"/api/v2/filters/keywords/{added['id']}"
    assert cleo.get(own).json() == added
    changed = cleo.put(own, {"keyword": "bird"}).json()
    assert changed == {**added, "keyword": "bird"}
    assert cleo.put(own, {"keyword": ""}).status_code == 422
    assert cleo.post(path, {}).status_code == 422
    assert cleo.delete(own).json() == {}
    assert cleo.get(own).status_code == 404
    gone = {"keywords_attributes": [{"id": added["id"], "keyword": "x"}]}
    assert cleo.put(f"/api/v2/filters/{made['id']}", gone).status_code == 404


def test_a_post_of_its_own(cleo, cast) -> None:
    with inside(cast.agora):
        post, hidden = say(cast.ada), say(cast.ada, visibility="mentioned")
    made = make(cleo)
    path = f"/api/v2/filters/{made['id']}/statuses"
    added = cleo.post(path, {"status_id": str(post.pk)}).json()
    assert added == {"id": added["id"], "status_id": str(post.pk)}
    assert cleo.get(path).json() == [added]
    own = f"/api/v2/filters/statuses/{added['id']}"
    assert cleo.get(own).json() == added
    assert cleo.get(f"/api/v2/filters/{made['id']}").json()["statuses"] == [added]
    assert cleo.post(path, {"status_id": post.pk}).status_code == 422
    for unseen in (hidden.pk, 5, 0):
        assert cleo.post(path, {"status_id": unseen}).status_code == 404
    assert cleo.delete(own).json() == added
    assert cleo.delete(own).status_code == 404


def test_posts_say_which_filters_met_them(cleo, eli, nobody, cast) -> None:
    with inside(cast.agora):
        post = say(cast.ada, "My cat.")
        passed = boost(by=cast.ben, post_id=post.pk, at=clock.now())
        own = say(cast.cleo, "A cat, too.")
        follow(cast.cleo, cast.ben)
    made = make(cleo, context=["public"])
    cleo.post(f"/api/v2/filters/{made['id']}/statuses", {"status_id": post.pk})
    shown = {k: v for k, v in made.items() if k not in {"keywords", "statuses"}}
    met = [{"filter": shown, "keyword_matches": ["cat"], "status_matches": [str(post.pk)]}]
    path = f"/api/v1/statuses/{post.pk}"
    assert cleo.get(path).json()["filtered"] == met
    assert eli.get(path).json()["filtered"] == nobody.get(path).json()["filtered"] == []
    home = {status["id"]: status for status in cleo.get("/api/v1/timelines/home").json()}
    assert home[str(own.pk)]["filtered"] == []
    wrapped = home[str(passed.pk)]
    assert wrapped["filtered"] == wrapped["reblog"]["filtered"] == met
    cleo.put(f"/api/v2/filters/{made['id']}", {"expires_in": 0})
    assert cleo.get(path).json()["filtered"] == []


def test_filters_cost_the_same(cleo, costs_the_same) -> None:
    make(cleo)
    costs_the_same(
        lambda: cleo.get("/api/v2/filters"), more=lambda: [make(cleo) for _ in range(20)]
    )
    assert len(cleo.get("/api/v1/filters").json()) == 21


def test_the_filters_of_yesterday(cleo) -> None:
    body = {"phrase": "cat", "context": ["home"], "irreversible": "true", "expires_in": 60}
    answer = cleo.post("/api/v1/filters", body)
    assert "Deprecation" in answer
    made = answer.json()
    assert made == {
        "id": made["id"],
        "phrase": "cat",
        "context": ["home"],
        "whole_word": False,
        "expires_at": made["expires_at"],
        "irreversible": True,
    }
    path = f"/api/v1/filters/{made['id']}"
    assert cleo.get("/api/v1/filters").json() == [made]
    (today,) = cleo.get("/api/v2/filters").json()
    assert (today["title"], today["filter_action"]) == ("cat", "hide")
    change = {"phrase": "dog", "context": ["public"], "whole_word": True, "irreversible": False}
    changed = cleo.put(path, {**change, "expires_in": ""}).json()
    assert changed == {"id": made["id"], "expires_at": None, **change}
    assert cleo.get(path).json() == changed
    cleo.post(f"/api/v2/filters/{today['id']}/keywords", {"keyword": "bird"})
    refused = cleo.put(path, {"phrase": "fish"})
    assert refused.status_code == 422
    assert cleo.put(path, {"whole_word": False}).json()["whole_word"] is False
    assert cleo.delete(path).json() == {}
    (left,) = cleo.get("/api/v1/filters").json()
    assert left["phrase"] == "bird"
    cleo.delete(f"/api/v1/filters/{left['id']}")
    assert cleo.get("/api/v2/filters").json() == []


@pytest.mark.parametrize("wrong", [{}, {"phrase": "x"}, {"context": ["home"]}])
def test_a_filter_of_yesterday_that_cannot_be(cleo, wrong) -> None:
    assert cleo.post("/api/v1/filters", wrong).status_code == 422


def ways(cast, app):
    with inside(cast.agora):
        post = say(cast.ada)
    made = make(app)
    entry = app.post(f"/api/v2/filters/{made['id']}/statuses", {"status_id": post.pk}).json()
    number, word = made["id"], made["keywords"][0]["id"]
    return [
        ("get", f"/api/v2/filters/{number}"),
        ("put", f"/api/v2/filters/{number}"),
        ("get", f"/api/v2/filters/{number}/keywords"),
        ("post", f"/api/v2/filters/{number}/keywords"),
        ("get", f"/api/v2/filters/keywords/{word}"),
        ("put", f"/api/v2/filters/keywords/{word}"),
        ("get", f"/api/v2/filters/{number}/statuses"),
        ("post", f"/api/v2/filters/{number}/statuses"),
        ("get", f"/api/v2/filters/statuses/{entry['id']}"),
        ("get", f"/api/v1/filters/{word}"),
        ("put", f"/api/v1/filters/{word}"),
        ("delete", f"/api/v2/filters/keywords/{word}"),
        ("delete", f"/api/v2/filters/statuses/{entry['id']}"),
        ("delete", f"/api/v1/filters/{word}"),
        ("delete", f"/api/v2/filters/{number}"),
    ]


def test_who_may_not(cast, cleo, eli, nobody, dov) -> None:
    reader = app_of(cast.agora, cast.cleo, ("read:filters", "write:lists"))
    writer = app_of(cast.agora, cast.cleo, ("write:filters", "read:lists"))
    for method, path in [
        *ways(cast, cleo),
        ("get", "/api/v2/filters"),
        ("post", "/api/v2/filters"),
        ("get", "/api/v1/filters"),
        ("post", "/api/v1/filters"),
    ]:
        assert getattr(nobody, method)(path).status_code == 401, path
        wrong = writer if method == "get" else reader
        assert getattr(wrong, method)(path).status_code == 403, path
        if path not in {"/api/v1/filters", "/api/v2/filters"}:
            assert getattr(eli, method)(path).status_code == 404, path
    with inside(cast.agora):
        assert Filter.objects.count() == 1
