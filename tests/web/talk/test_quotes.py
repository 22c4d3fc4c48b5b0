"""Quotes, pins, muted conversations and writing anew, on pages."""

import pytest

from commons import clock
from squares.media.actions import upload
from squares.posts.models.post import Post, Visibility
from squares.posts.models.thread import ThreadMark
from squares.relationships.models import Mute
from talk_cast import NOON, block, picture, say
from tenants.context import inside


def latest(cast) -> Post:
    with inside(cast.agora):
        return Post.objects.select_related("author").order_by("-id").first()


@pytest.fixture
def post(cast) -> Post:
    with inside(cast.agora):
        return say(cast.ada, "Said first")


def test_quoting_from_the_menu_to_the_page(cast, browser_of, post) -> None:
    client = browser_of(cast.agora, cast.cleo)
    page = client.get(f"/@Ada/{post.pk}").content.decode()
    assert f"/posts/new?quote={post.pk}" in page
    page = client.get(f"/posts/new?quote={post.pk}").content.decode()
    assert f'name="quotes" value="{post.pk}"' in page
    assert "Said first" in page
    client.post("/posts", {"text": "Hear, hear", "quotes": post.pk, "quote_policy": "followers"})
    quote = latest(cast)
    assert (quote.quote_of_id, quote.quote_policy) == (post.pk, "followers")
    home = client.get("/").content.decode()
    assert 'class="quoted"' in home
    assert "Said first" in home
    assert "Quoted 1 time" in client.get(f"/@Ada/{post.pk}").content.decode()


def test_a_refused_quote_keeps_what_it_quotes(cast, browser_of, post) -> None:
    answer = browser_of(cast.agora, cast.cleo).post(
        "/posts", {"text": "x" * 1001, "quotes": post.pk}
    )
    assert answer.status_code == 422
    assert f'name="quotes" value="{post.pk}"' in answer.content.decode()
    with inside(cast.agora):
        hers = say(cast.ada, quote_policy="nobody")
    answer = browser_of(cast.agora, cast.cleo).post("/posts", {"text": "x", "quotes": hers.pk})
    assert answer.status_code == 403
    assert "does not want it quoted" in answer.content.decode()


def test_what_is_not_for_me_is_not_shown_inside(cast, browser_of, post) -> None:
    with inside(cast.agora):
        say(cast.ben, "Look at this", quotes=post.pk)
        block(cast.ada, cast.eli)
        Mute.objects.create(source=cast.cleo, target=cast.ada, at=NOON)
    page = browser_of(cast.agora, cast.eli).get("/public").content.decode()
    assert "Said first" not in page
    assert "not for you to see" in page
    page = browser_of(cast.agora, cast.cleo).get("/public").content.decode()
    assert "Quotes somebody you muted" in page


def test_taking_ones_post_out_of_a_quote(cast, browser_of, post) -> None:
    with inside(cast.agora):
        quote = say(cast.ben, "Look at this", quotes=post.pk)
    path = f"/@Ben/{quote.pk}/revoke"
    assert path in browser_of(cast.agora, cast.ada).get(f"/@Ben/{quote.pk}").content.decode()
    assert path not in browser_of(cast.agora, cast.eli).get(f"/@Ben/{quote.pk}").content.decode()
    assert browser_of(cast.agora, cast.eli).post(path).status_code == 403
    assert browser_of(cast.agora).post(path).status_code == 302
    assert browser_of(cast.forum, cast.dov).post(path).status_code == 404
    assert browser_of(cast.agora, cast.ada).post(path).status_code == 302
    page = browser_of(cast.agora, cast.eli).get(f"/@Ben/{quote.pk}").content.decode()
    assert "took their post out of this quote" in page
    assert "Said first" not in page


def test_who_quotes_it(cast, browser_of, post, costs_the_same) -> None:
    with inside(cast.agora):
        say(cast.ben, "In the open", quotes=post.pk)
        say(cast.ben, "For few", quotes=post.pk, visibility=Visibility.FOLLOWERS)
        hers = say(cast.ada, visibility=Visibility.FOLLOWERS)
    visitor = browser_of(cast.agora)
    page = visitor.get(f"/@Ada/{post.pk}/quotes").content.decode()
    assert "In the open" in page
    assert "For few" not in page
    assert visitor.get(f"/@Ada/{hers.pk}/quotes").status_code == 404
    wrong = visitor.get(f"/@Ben/{post.pk}/quotes")
    assert wrong.headers["Location"] == f"/@Ada/{post.pk}/quotes"

    def more() -> None:
        with inside(cast.agora):
            for _ in range(15):
                say(cast.ben, "@Cleo #tag", quotes=post.pk)

    costs_the_same(lambda: visitor.get(f"/@Ada/{post.pk}/quotes"), more=more)


def test_a_pinned_post_stands_first_and_once(cast, browser_of, post) -> None:
    with inside(cast.agora):
        say(cast.ada, "Said later")
    client = browser_of(cast.agora, cast.ada)
    assert client.post(f"/@Ada/{post.pk}/pin").status_code == 302
    page = browser_of(cast.agora).get("/@Ada").content.decode()
    assert page.count(f'id="post-{post.pk}"') == 1
    assert page.index("Said first") < page.index("Said later")
    assert ">Pinned<" in page
    assert ">Pinned<" not in browser_of(cast.agora).get("/@Ada/replies").content.decode()
    client.post(f"/@Ada/{post.pk}/unpin")
    page = browser_of(cast.agora).get("/@Ada").content.decode()
    assert page.index("Said later") < page.index("Said first")
    assert browser_of(cast.agora, cast.cleo).post(f"/@Ada/{post.pk}/pin").status_code == 422
    assert browser_of(cast.forum, cast.dov).post(f"/@Ada/{post.pk}/pin").status_code == 404


def test_a_conversation_is_muted_and_heard_again(cast, browser_of, post) -> None:
    client = browser_of(cast.agora, cast.ada)
    page = f"/@Ada/{post.pk}"
    client.post(f"{page}/mute")
    assert "Hear of this conversation" in client.get(page).content.decode()
    client.post(f"{page}/unmute")
    assert "Mute this conversation" in client.get(page).content.decode()
    assert browser_of(cast.agora).post(f"{page}/mute").status_code == 302
    assert browser_of(cast.forum, cast.dov).post(f"{page}/mute").status_code == 404
    with inside(cast.agora):
        assert ThreadMark.objects.get().muted_at is None


def test_deleting_and_writing_anew(cast, browser_of) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now(), description="Sea")
        first = say(cast.ada, "To be answered")
        own = say(
            cast.cleo,
            "A tpyo",
            media_ids=(media.pk,),
            in_reply_to=first.pk,
            visibility=Visibility.UNLISTED,
        )
    client = browser_of(cast.agora, cast.cleo)
    page = client.post(f"/@Cleo/{own.pk}/delete", {"anew": "1"}).content.decode()
    for words in ("A tpyo", "To be answered", f'name="media" value="{media.pk}"'):
        assert words in page
    assert '<option value="unlisted" selected>' in page
    assert client.get(f"/@Cleo/{own.pk}").status_code == 404
    client.post("/posts", {"text": "A typo", "media": [media.pk], "in_reply_to": first.pk})
    assert latest(cast).text == "A typo"
