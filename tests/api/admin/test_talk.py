"""Hashtags and what trends, by a moderator's app."""

import pytest

from api_client import app_of
from commons import clock
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import favourite
from squares.posts.models.names import Tag
from tenants.context import inside

PATH = "/api/v1/admin"


def said(by, text):
    return publish_post(by=by, draft=Draft(text=text, language="en"), at=clock.now())


@pytest.fixture
def talk(cast, agora):
    """Two people use a hashtag, one of their posts is liked."""
    with inside(agora):
        post = said(cast.cleo, "Fresh today. #bread")
        said(cast.eli, "Warm too. #bread")
        favourite(by=cast.ada, post_id=post.pk, at=clock.now())
        return post, Tag.objects.get(key="bread")


def test_every_field(ben, talk):
    _, tag = talk
    (told,) = ben.get(f"{PATH}/tags").json()
    history = told.pop("history")
    assert (len(history), history[0]["uses"], history[0]["accounts"]) == (7, "2", "2")
    assert told == {
        "id": str(tag.pk),
        "name": "bread",
        "url": "http://agora.localhost:8000/tags/bread",
        "following": False,
        "featuring": False,
        "trendable": True,
        "usable": True,
        "requires_review": False,
        "listable": True,
    }
    assert ben.get(f"{PATH}/tags/{tag.pk}").json()["name"] == "bread"
    assert ben.get(f"{PATH}/tags/999999").status_code == 404


def test_what_trends(ben, talk):
    post, tag = talk
    assert [each["id"] for each in ben.get(f"{PATH}/trends/tags").json()] == [str(tag.pk)]
    assert [each["id"] for each in ben.get(f"{PATH}/trends/statuses").json()] == [str(post.pk)]
    assert ben.get(f"{PATH}/trends/links").json() == []


def test_nothing_waits_for_review(ben, talk):
    post, tag = talk
    for kind, number in (("tags", tag.pk), ("statuses", post.pk)):
        path = f"{PATH}/trends/{kind}/{number}"
        assert ben.post(f"{path}/approve").json()["id"] == str(number)
        assert ben.post(f"{path}/reject").status_code == 422
        assert ben.post(f"{PATH}/trends/{kind}/999999/approve").status_code == 404
    assert ben.post(f"{PATH}/trends/links/1/approve").status_code == 404
    assert ben.put(f"{PATH}/tags/{tag.pk}", {"usable": True}).json()["usable"] is True
    assert ben.put(f"{PATH}/tags/{tag.pk}", {"trendable": False}).status_code == 422


def test_page_by_page_at_one_cost(ben, cast, agora, talk, costs_the_same):
    def more():
        with inside(agora):
            for n in range(19):
                said(cast.cleo, f"Number {n}. #tag{n}")

    costs_the_same(lambda: ben.get(f"{PATH}/tags"), more=more)
    assert 'rel="next"' in ben.get(f"{PATH}/tags", limit=5)["Link"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/tags"),
        ("get", "/tags/{tag}"),
        ("put", "/tags/{tag}"),
        ("get", "/trends/tags"),
        ("get", "/trends/statuses"),
        ("get", "/trends/links"),
        ("post", "/trends/tags/{tag}/approve"),
        ("post", "/trends/tags/{tag}/reject"),
        ("post", "/trends/statuses/{post}/approve"),
        ("post", "/trends/statuses/{post}/reject"),
        ("post", "/trends/links/1/approve"),
        ("post", "/trends/links/1/reject"),
    ],
)
def test_only_those_who_run_the_square(nobody, cleo, cast, agora, talk, method, path):
    post, tag = talk
    path = PATH + path.format(tag=tag.pk, post=post.pk)
    assert getattr(nobody, method)(path).status_code == 401
    assert getattr(cleo, method)(path).json() == {"error": "This action is not allowed"}
    narrow = app_of(agora, cast.ben, ("admin:read:reports", "admin:write:reports"))
    assert getattr(narrow, method)(path).status_code == 403
    other = getattr(app_of(cast.forum, cast.fay), method)(path)
    assert other.status_code == 404 or other.json() == []
