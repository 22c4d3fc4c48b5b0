"""Hashtags by an app: read, followed, shown on one's page; and what trends."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from commons import clock
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import favourite
from squares.posts.actions.tags import feature_tag, follow_tag
from squares.posts.models.names import Tag
from talk_cast import NOON, mute
from tenants.context import inside


@pytest.fixture
def recently(cast):
    order = count()  # of one millisecond in the past, ids would be drawn

    def make(by, text, days=0, **draft):
        at = clock.now() - timedelta(days=days, minutes=5) + timedelta(seconds=next(order))
        with inside(cast.agora):
            return publish_post(by=by, draft=Draft(text=text, **draft), at=at)

    return make


def test_a_tag_with_every_field(cleo, nobody, cast, recently) -> None:
    recently(cast.ada, "#Größe")
    with inside(cast.agora):
        number = str(Tag.objects.get().pk)
    tag = cleo.get("/api/v1/tags/gr%C3%B6%C3%9Fe").json()
    today = datetime.combine(clock.now().date(), datetime.min.time(), UTC)
    assert tag["history"][0] == {"day": str(int(today.timestamp())), "uses": "1", "accounts": "1"}
    assert len(tag.pop("history")) == 7
    assert tag == {
        "id": number,
        "name": "Größe",
        "url": f"{cast.agora.url}/tags/gr%C3%B6sse",
        "following": False,
        "featuring": False,
    }
    assert "following" not in nobody.get("/api/v1/tags/größe").json()
    assert nobody.get("/api/v1/tags/nobody_said_it").json()["id"] == "0"
    assert nobody.get("/api/v1/tags/123").status_code == 404


def test_following_and_featuring(cleo, cast) -> None:
    for _ in range(2):
        assert cleo.post("/api/v1/tags/Market/follow").json()["following"] is True
    assert [t["name"] for t in cleo.get("/api/v1/followed_tags").json()] == ["Market"]
    for _ in range(2):
        assert cleo.post("/api/v1/tags/market/feature").json()["featuring"] is True
    for _ in range(2):
        assert cleo.post("/api/v1/tags/market/unfollow").json()["following"] is False
        assert cleo.post("/api/v1/tags/market/unfeature").json()["featuring"] is False
    assert cleo.get("/api/v1/followed_tags").json() == []
    assert cleo.post("/api/v1/tags/1/follow").status_code == 422


def test_followed_tags_in_pages(cleo, cast, costs_the_same) -> None:
    with inside(cast.agora):
        ids = [follow_tag(by=cast.cleo, name=f"t{n}", at=NOON).pk for n in range(3)]
    first = cleo.get("/api/v1/followed_tags", limit=2)
    assert [t["id"] for t in first.json()] == [str(ids[2]), str(ids[1])]
    assert f'max_id={ids[1]}>; rel="next"' in first.headers["Link"]

    def more() -> None:
        with inside(cast.agora):
            for n in range(20):
                follow_tag(by=cast.cleo, name=f"more{n}", at=NOON)

    costs_the_same(lambda: cleo.get("/api/v1/followed_tags"), more=more)


def test_tags_on_a_page(cleo, nobody, dov, cast, recently) -> None:
    post = recently(cast.cleo, "#market")
    recently(cast.cleo, "#bread")
    tag = cleo.post("/api/v1/featured_tags", {"name": "#market"}).json()
    assert tag == {
        "id": tag["id"],
        "name": "market",
        "url": f"{cast.agora.url}/tags/market",
        "statuses_count": "1",
        "last_status_at": f"{post.published_at:%Y-%m-%d}",
    }
    page = f"/api/v1/accounts/{cast.cleo.pk}/featured_tags"
    assert cleo.get("/api/v1/featured_tags").json() == nobody.get(page).json() == [tag]
    assert dov.get(page).status_code == 404
    suggested = cleo.get("/api/v1/featured_tags/suggestions").json()
    assert [t["name"] for t in suggested] == ["bread"]
    path = f"/api/v1/featured_tags/{tag['id']}"
    assert (cleo.delete(path).json(), cleo.delete(path).status_code) == ({}, 404)
    for wrong in ("", "two words", "5"):
        assert cleo.post("/api/v1/featured_tags", {"name": wrong}).status_code == 422
    with inside(cast.agora):
        for n in range(10):
            feature_tag(by=cast.cleo, name=f"t{n}", at=NOON)
    assert cleo.post("/api/v1/featured_tags", {"name": "one_more"}).status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/trends/tags", "/api/v1/trends"])
def test_what_tags_trend(nobody, cleo, cast, recently, path) -> None:
    for who in (cast.ada, cast.ben):
        recently(who, "#market")
        recently(who, "#bread", days=3)
    assert [t["name"] for t in nobody.get(path).json()] == ["market", "bread"]
    assert [t["name"] for t in cleo.get(path, limit=1, offset=1).json()] == ["bread"]
    assert nobody.get(path, limit="x").status_code == 422


def test_what_posts_trend(nobody, cleo, cast, recently) -> None:
    post = recently(cast.ada, "Liked")
    with inside(cast.agora):
        favourite(by=cast.ben, post_id=post.pk, at=clock.now())
    path = "/api/v1/trends/statuses"
    assert [s["id"] for s in nobody.get(path).json()] == [str(post.pk)]
    with inside(cast.agora):
        mute(cast.cleo, cast.ada)
    assert cleo.get(path).json() == []
    assert nobody.get("/api/v1/trends/links").json() == []


def test_timelines_of_several_tags(nobody, cleo, cast, recently) -> None:
    both, one, two = (recently(cast.ada, text) for text in ("#foo #bar", "#foo", "#bar"))
    path = "/api/v1/timelines/tag/foo"

    def ids(**query):
        return [int(s["id"]) for s in nobody.get(path, **query).json()]

    assert ids() == [one.pk, both.pk]
    assert ids(**{"any[]": ["bar"]}) == [two.pk, one.pk, both.pk]
    assert ids(**{"all[]": ["#BAR"]}) == [both.pk]
    assert ids(**{"none[]": ["bar"]}) == [one.pk]
    assert ids(only_media="true") == ids(remote="true") == []
    assert [int(s["id"]) for s in cleo.get(path, limit=1, max_id=one.pk).json()] == [both.pk]


def test_posts_that_name_an_address(nobody, cast, recently) -> None:
    post = recently(cast.ada, "See https://example.org/news/1 now")
    recently(cast.ada, "Something else")
    path = "/api/v1/timelines/link"
    found = nobody.get(path, url="https://example.org/news/1").json()
    assert [s["id"] for s in found] == [str(post.pk)]
    assert nobody.get(path).json() == nobody.get(path, url="javascript:x").json() == []
