"""What a member keeps and likes, by an app; and posts for other sites."""

import pytest

from squares.posts.actions.hide import hide_post
from squares.posts.models.post import Visibility
from talk_cast import NOON, say
from tenants.context import inside


@pytest.mark.parametrize(
    ("path", "do"), [("/api/v1/bookmarks", "bookmark"), ("/api/v1/favourites", "favourite")]
)
def test_kept_last_first_in_pages(cleo, eli, cast, path, do, costs_the_same) -> None:
    with inside(cast.agora):
        posts = [say(cast.ada, "@Ben #tag") for _ in range(3)]
    for post in posts[::-1]:
        cleo.post(f"/api/v1/statuses/{post.pk}/{do}")
    order = [str(post.pk) for post in posts]
    assert [s["id"] for s in cleo.get(path).json()] == order
    assert eli.get(path).json() == []
    first = cleo.get(path, limit=2)
    assert [s["id"] for s in first.json()] == order[:2]
    cursor = first.headers["Link"].split("max_id=")[1].split(">")[0]
    assert cursor not in order  # the mark's own number
    assert [s["id"] for s in cleo.get(path, max_id=cursor).json()] == order[2:]
    with inside(cast.agora):
        hide_post(post=posts[0], at=NOON)
    assert [s["id"] for s in cleo.get(path).json()] == order[1:]

    def more() -> None:
        with inside(cast.agora):
            others = [say(cast.ben, "@Ada #more") for _ in range(15)]
        for post in others:
            cleo.post(f"/api/v1/statuses/{post.pk}/{do}")

    costs_the_same(lambda: cleo.get(path), more=more)


def test_a_public_post_for_another_site(nobody, cast) -> None:
    with inside(cast.agora):
        post = say(cast.ada, "1 < 2 *always*")
        private = say(cast.ada, visibility=Visibility.FOLLOWERS)
    base = cast.agora.url
    embed = nobody.get("/api/oembed", url=f"{base}/@Ada/{post.pk}", maxwidth=99).json()
    assert embed.pop("html") == (
        f'<blockquote cite="{base}/@Ada/{post.pk}"><p>1 &lt; 2 always</p>'
        f'<footer><a href="{base}/@Ada/{post.pk}">Ada</a></footer></blockquote>'
    )
    assert embed == {
        "type": "rich",
        "version": "1.0",
        "title": "Ada: “1 < 2 always”",
        "author_name": "Ada",
        "author_url": f"{base}/@Ada",
        "provider_name": "Agora",
        "provider_url": base,
        "cache_age": 86400,
        "width": 200,
        "height": None,
    }
    wrong = (f"{base}/@Ada/{private.pk}", f"{base}/@Ada", f"{cast.forum.url}/@Ada/{post.pk}", "x")
    for address in wrong:
        assert nobody.get("/api/oembed", url=address).status_code == 404
