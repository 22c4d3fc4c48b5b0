"""Boost, favourite, bookmark: a fragment for htmx, the way back for others, nothing for strangers."""

import pytest

from squares.posts.actions.react import boost
from squares.posts.models.post import Post, Visibility
from squares.posts.models.reaction import Bookmark, Favourite
from talk_cast import NOON, follow, say
from tenants.context import inside

DOES = ["boost", "favourite", "bookmark"]
ALL = [*DOES, *(f"un{do}" for do in DOES)]


def rows(cast) -> tuple[int, int, int]:
    with inside(cast.agora):
        boosts = Post.objects.exclude(boost_of=None).filter(deleted_at=None)
        return boosts.count(), Favourite.objects.count(), Bookmark.objects.count()


def told(cast, *args, **more):
    with inside(cast.agora):
        return say(*args, **more)


@pytest.mark.parametrize("do", DOES)
def test_it_does_and_undoes_and_leads_back_to_the_very_post(cast, browser_of, do) -> None:
    post = told(cast, cast.ada)
    client = browser_of(cast.agora, cast.cleo)
    came_from = f"http://{cast.agora.host}/public?before=99"
    answer = client.post(f"/@Ada/{post.pk}/{do}", headers={"referer": came_from})
    assert answer.headers["Location"] == f"/public?before=99#post-{post.pk}"
    assert sum(rows(cast)) == 1
    client.post(f"/@Ada/{post.pk}/un{do}")
    assert sum(rows(cast)) == 0


@pytest.mark.parametrize("do", ALL)
def test_htmx_gets_the_post(cast, browser_of, do) -> None:
    post = told(cast, cast.ada)
    answer = browser_of(cast.agora, cast.cleo).post(
        f"/@Ada/{post.pk}/{do}", headers={"hx-request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith("<article")
    assert f'id="post-{post.pk}"' in page
    assert ('aria-pressed="true"' in page) == (do in DOES)


def test_a_boosted_post_stays_boosted_by_whom_it_was(cast, browser_of) -> None:
    post = told(cast, cast.ada)
    with inside(cast.agora):
        follow(cast.cleo, cast.ben)
        passed_on = boost(by=cast.ben, post_id=post.pk, at=NOON)
    answer = browser_of(cast.agora, cast.cleo).post(
        f"/@Ada/{post.pk}/favourite", {"entry": passed_on.pk}, headers={"hx-request": "true"}
    )
    assert "boosted this" in answer.content.decode()


def test_another_site_is_no_way_back(cast, browser_of) -> None:
    post = told(cast, cast.ada)
    answer = browser_of(cast.agora, cast.cleo).post(
        f"/@Ada/{post.pk}/favourite", headers={"referer": "https://evil.example/x"}
    )
    assert answer.headers["Location"] == f"/@Ada/{post.pk}#post-{post.pk}"


@pytest.mark.parametrize("do", ALL)
def test_strangers_and_those_not_meant_are_refused(cast, browser_of, do) -> None:
    fewer = told(cast, cast.ada, visibility=Visibility.FOLLOWERS)
    public = told(cast, cast.ada)
    assert browser_of(cast.agora).post(f"/@Ada/{public.pk}/{do}").status_code == 302
    fragment = browser_of(cast.agora).post(
        f"/@Ada/{public.pk}/{do}", headers={"hx-request": "true"}
    )
    assert fragment.headers["HX-Redirect"].startswith("/account/login/")
    member = browser_of(cast.agora, cast.cleo)
    for wrong in (fewer.pk, 1, 2**70):
        assert member.post(f"/@Ada/{wrong}/{do}").status_code == 404
    assert browser_of(cast.forum, cast.dov).post(f"/@Ada/{public.pk}/{do}").status_code == 404
    assert member.get(f"/@Ada/{public.pk}/{do}").status_code == 405
    assert sum(rows(cast)) == 0


def test_what_was_meant_for_fewer_is_not_boosted(cast, browser_of) -> None:
    fewer = told(cast, cast.ada, visibility=Visibility.FOLLOWERS)
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
    assert browser_of(cast.agora, cast.cleo).post(f"/@Ada/{fewer.pk}/boost").status_code == 403
