"""The page of one post: its conversation, its head, who may answer, and what it said before."""

import pytest

from squares.media.actions import upload
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.hide import hide_post
from squares.posts.models.post import ReplyControl, Visibility
from talk_cast import NOON, block, follow, picture, say
from tenants.context import inside


def url(post) -> str:
    return f"/@{post.author.handle}/{post.pk}"


def told(cast, *args, **more):
    with inside(cast.agora):
        return say(*args, **more)


def test_a_conversation_reads_from_top_to_bottom(cast, browser_of) -> None:
    root = told(cast, cast.ada, "First words")
    focus = told(cast, cast.cleo, "Second words", in_reply_to=root.pk)
    told(cast, cast.ben, "Third words", in_reply_to=focus.pk)
    page = browser_of(cast.agora).get(url(focus)).content.decode()
    assert (
        page.index("First words</p>")
        < page.index("Second words</p>")
        < page.index("Third words</p>")
    )
    assert f'id="post-{focus.pk}"' in page
    assert "Sign in" in page


def test_its_head_speaks_to_other_sites(cast, browser_of) -> None:
    with inside(cast.agora):
        media = upload(by=cast.ada, file=picture(), at=NOON, description="A fountain")
        post = say(cast.ada, "Hello <world>", media_ids=(media.pk,))
    page = browser_of(cast.agora).get(url(post)).content.decode()
    assert f'<link rel="canonical" href="{cast.agora.url}{url(post)}">' in page
    assert '<meta property="og:description" content="Hello &lt;world&gt;">' in page
    assert f'content="{cast.agora.url}/media/{media.preview}"' in page
    assert "noindex" not in page


def test_quiet_posts_ask_not_to_be_indexed_and_fewer_tell_nothing(cast, browser_of) -> None:
    quiet = told(cast, cast.ada, visibility=Visibility.UNLISTED)
    assert 'content="noindex"' in browser_of(cast.agora).get(url(quiet)).content.decode()
    fewer = told(cast, cast.ada, visibility=Visibility.FOLLOWERS)
    page = browser_of(cast.agora, cast.ada).get(url(fewer)).content.decode()
    assert "og:description" not in page


def test_who_may_not_see_it_finds_nothing(cast, browser_of) -> None:
    fewer = told(cast, cast.ada, visibility=Visibility.FOLLOWERS)
    gone, hidden, apart = (told(cast, cast.cleo) for _ in range(3))
    with inside(cast.agora):
        delete_post(by=cast.cleo, post_id=gone.pk, at=NOON)
        hide_post(post=hidden, at=NOON)
        block(cast.cleo, cast.eli)
    for who in (None, cast.eli):
        for post in (fewer, gone, hidden):
            assert browser_of(cast.agora, who).get(url(post)).status_code == 404
            assert browser_of(cast.agora, who).get(f"{url(post)}/history").status_code == 404
    assert browser_of(cast.agora, cast.eli).get(url(apart)).status_code == 404
    assert browser_of(cast.agora, cast.ben).get(url(hidden)).status_code == 200
    page = browser_of(cast.agora, cast.cleo).get(url(hidden)).content.decode()
    assert "Hidden by the moderators" in page
    with inside(cast.agora):
        follow(cast.eli, cast.ada)
    assert browser_of(cast.agora, cast.eli).get(url(fewer)).status_code == 200


def test_an_id_of_this_square_says_nothing_in_the_other(cast, browser_of) -> None:
    post = told(cast, cast.ada)
    for who in (None, cast.dov, cast.fay):
        for page in (url(post), f"/@Dov/{post.pk}", f"/@Fay/{post.pk}/history"):
            assert browser_of(cast.forum, who).get(page).status_code == 404


@pytest.mark.parametrize("wrong", ["/@Ada/1", "/@Ada/0", f"/@Ada/{2**70}", "/@Ada/x", "/@Ada/-1"])
def test_wrong_ids_find_nothing(cast, browser_of, wrong) -> None:
    assert browser_of(cast.agora).get(wrong).status_code == 404


def test_another_name_leads_to_the_right_one(cast, browser_of) -> None:
    post = told(cast, cast.ada)
    for handle in ("ada", "Ben"):
        answer = browser_of(cast.agora).get(f"/@{handle}/{post.pk}")
        assert answer.headers["Location"] == url(post)


def test_who_may_answer_gets_the_form_others_the_reason(cast, browser_of) -> None:
    closed = told(cast, cast.ada, "For @Ben", reply_control=ReplyControl.MENTIONED)
    page = browser_of(cast.agora, cast.cleo).get(url(closed)).content.decode()
    assert "takes replies from the people mentioned" in page
    assert 'name="text"' not in page
    page = browser_of(cast.agora, cast.ben).get(url(closed)).content.decode()
    assert 'name="text"' in page
    assert f'name="in_reply_to" value="{closed.pk}"' in page


def test_a_reply_starts_with_as_few_readers(cast, browser_of) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        fewer = say(cast.ada, visibility=Visibility.FOLLOWERS, warning="Rain")
    page = browser_of(cast.agora, cast.cleo).get(url(fewer)).content.decode()
    assert '<option value="followers" selected>' in page
    assert 'value="Rain"' in page


def test_it_shows_what_it_said_before(cast, browser_of) -> None:
    with inside(cast.agora):
        post = say(cast.ada, "Old *words*")
        edit_post(by=cast.ada, post_id=post.pk, change=Change(text="New words"), at=NOON)
    page = browser_of(cast.agora).get(f"{url(post)}/history").content.decode()
    assert "Old <em>words</em>" in page
    assert "New words" in page
    assert f"{url(post)}/history" in browser_of(cast.agora).get(url(post)).content.decode()


def test_it_costs_the_same_with_one_answer_and_twenty(cast, browser_of, costs_the_same) -> None:
    root = told(cast, cast.ada)
    told(cast, cast.ben, in_reply_to=root.pk)
    client = browser_of(cast.agora, cast.cleo)

    def more() -> None:
        parent = root
        for n in range(20):
            parent = told(cast, cast.ben, in_reply_to=(parent if n % 3 else root).pk)

    costs_the_same(lambda: client.get(url(root)), more=more)


def test_what_never_changed_is_not_said_to_have_changed(cast, browser_of) -> None:
    post = told(cast, cast.cleo, "As it was")
    page = browser_of(cast.agora).get(f"{url(post)}/history").content.decode()
    assert "changed this post" not in page
    assert "It says what it said from the beginning." in page
