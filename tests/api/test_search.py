"""Searching by an app."""

import pytest

from commons import clock
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.models.post import Visibility
from tenants.context import inside

PATH = "/api/v2/search"


@pytest.fixture
def recently(cast):
    def make(by, text, **draft):
        with inside(cast.agora):
            return publish_post(by=by, draft=Draft(text=text, **draft), at=clock.now())

    return make


def test_members_posts_and_hashtags(cleo, cast, recently) -> None:
    post = recently(cast.ada, "Ben sells bread #ben_market")
    found = cleo.get(PATH, q="ben").json()
    assert set(found) == {"accounts", "statuses", "hashtags"}
    assert [a["acct"] for a in found["accounts"]] == ["Ben"]
    assert [s["id"] for s in found["statuses"]] == [str(post.pk)]
    (tag,) = found["hashtags"]
    assert (tag["name"], tag["following"]) == ("ben_market", False)
    old = cleo.get("/api/v1/search", q="ben").json()
    assert old["hashtags"] == ["ben_market"]
    assert old["accounts"] == found["accounts"]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("accounts", "accounts"), ("hashtags", "hashtags"), ("statuses", "statuses")],
)
def test_one_kind_alone(cleo, cast, recently, kind, shown) -> None:
    recently(cast.ada, "Ben sells bread #ben_market")
    found = cleo.get(PATH, q="ben", type=kind).json()
    assert {name for name, items in found.items() if items} == {shown}


def test_addresses(cleo, nobody, cast, recently) -> None:
    post = recently(cast.ada, "Named")
    private = recently(cast.ada, "Private", visibility=Visibility.FOLLOWERS)
    base = cast.agora.url
    found = cleo.get(PATH, q=f"{base}/@Ada/{post.pk}", resolve="true", type="statuses").json()
    assert [s["id"] for s in found["statuses"]] == [str(post.pk)]
    handle = f"@ada@{base.split('//')[1]}"
    for words in (f"{base}/@Ada", handle, handle.lstrip("@")):
        assert [a["acct"] for a in cleo.get(PATH, q=words).json()["accounts"]] == ["Ada"]
    nothing = {"accounts": [], "statuses": [], "hashtags": []}
    for words in (f"{base}/@Ada/{private.pk}", "@ada@elsewhere.example", "", "x", "https://e.org/"):
        assert cleo.get(PATH, q=words).json() == nothing


def test_visitors_search_once_and_here(nobody, cast, recently) -> None:
    recently(cast.ada, "Ben sells bread")
    assert len(nobody.get(PATH, q="bread").json()["statuses"]) == 1
    for more in ({"resolve": "true"}, {"offset": 5}):
        assert nobody.get(PATH, q="bread", **more).status_code == 401


def test_bounds(cleo, cast, recently) -> None:
    posts = [str(recently(cast.ada, f"apple {n}").pk) for n in range(4)][::-1]
    other = str(recently(cast.ben, "apple pie").pk)

    def ids(**query):
        return [
            s["id"] for s in cleo.get(PATH, q="apple", type="statuses", **query).json()["statuses"]
        ]

    assert ids(limit=2) == [other, posts[0]]
    assert ids(limit=2, offset=2) == posts[1:3]
    assert ids(account_id=cast.ben.pk) == [other]
    assert ids(max_id=posts[1]) == posts[2:]
    assert ids(offset=-5, limit=-1, account_id=5) == []
    assert cleo.get(PATH, q="apple", limit="many").status_code == 422


def test_it_costs_the_same(cleo, cast, recently, costs_the_same) -> None:
    def more(count: int = 15) -> None:
        for n in range(count):
            recently(cast.ada, f"apple #apple{n}x{count} @Ben")

    more(1)
    costs_the_same(lambda: cleo.get(PATH, q="apple"), more=more)
