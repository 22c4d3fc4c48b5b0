"""Statuses are read: by whom, in conversations, as they were worded."""

from commons import clock
from squares.media.actions import upload
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.react import boost
from squares.posts.models.post import Post, Visibility
from talk_cast import NOON, block, follow, picture
from tenants.context import inside

PATH = "/api/v1/statuses"


def count(cast) -> int:
    with inside(cast.agora):
        return Post.objects.filter(deleted_at=None).count()


def test_several_by_number(cleo, cast, said) -> None:
    one, two, hers = said(cast.ada), said(cast.ben), said(cast.ada, visibility=Visibility.FOLLOWERS)
    with inside(cast.agora):
        passed_on = boost(by=cast.ben, post_id=one.pk, at=NOON)
    ids = [two.pk, hers.pk, passed_on.pk, 5, two.pk, one.pk]
    answer = cleo.get(PATH, **{"id[]": [str(number) for number in ids]})
    assert [s["id"] for s in answer.json()] == [str(n) for n in (two.pk, passed_on.pk, one.pk)]
    assert cleo.get(PATH).json() == []


def test_one_is_read_by_those_for_whom_it_is(cleo, eli, nobody, dov, cast, said) -> None:
    private = said(cast.ada, visibility=Visibility.FOLLOWERS)
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
    path = f"{PATH}/{private.pk}"
    assert cleo.get(path).json()["visibility"] == "private"
    assert cleo.get(path).json()["quote_approval"]["automatic"] == []
    for app in (eli, nobody, dov):
        assert (app.get(path).status_code, app.get(path).json()) == (
            404,
            {"error": "Record not found"},
        )
    opened = said(cast.ada)
    with inside(cast.agora):
        block(cast.eli, cast.ada)
    assert nobody.get(f"{PATH}/{opened.pk}").status_code == 200
    assert eli.get(f"{PATH}/{opened.pk}").status_code == 404
    assert cleo.get(f"{PATH}/abc").status_code == 404


def test_a_boost_for_followers_is_not_shown_to_others(cleo, eli, cast, said) -> None:
    post = said(cast.ada)
    boosted = cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "private"}).json()
    assert (boosted["visibility"], boosted["reblog"]["visibility"]) == ("private", "public")
    assert eli.get(f"{PATH}/{boosted['id']}").status_code == 404
    assert cleo.get(f"{PATH}/{boosted['id']}").status_code == 200
    assert cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "direct"}).status_code == 422
    assert cleo.post(f"{PATH}/{post.pk}/reblog", {"visibility": "cats"}).status_code == 422


def test_a_conversation_above_and_below(cleo, nobody, cast, said) -> None:
    root = said(cast.ada, "Root")
    middle = said(cast.ben, "Middle", in_reply_to=root.pk)
    leaf = said(cast.cleo, "Leaf", in_reply_to=middle.pk)
    other = said(cast.eli, "Other", in_reply_to=root.pk)
    private = said(cast.ada, "@Cleo psst", in_reply_to=middle.pk, visibility=Visibility.MENTIONED)

    def context(app, post):
        found = app.get(f"{PATH}/{post.pk}/context").json()
        return [[int(s["id"]) for s in found[part]] for part in ("ancestors", "descendants")]

    assert context(nobody, middle) == [[root.pk], [leaf.pk]]
    assert context(cleo, middle) == [[root.pk], [leaf.pk, private.pk]]
    assert context(nobody, root) == [[], [middle.pk, leaf.pk, other.pk]]
    assert nobody.get(f"{PATH}/{private.pk}/context").status_code == 404
    with inside(cast.agora):
        passed_on = boost(by=cast.ben, post_id=middle.pk, at=NOON)
    assert context(nobody, passed_on) == [[root.pk], [leaf.pk]]


def test_visitors_see_less_of_a_long_conversation(cleo, nobody, cast, said) -> None:
    root = parent = said(cast.ada)
    for _ in range(25):
        parent = said(cast.ada, in_reply_to=parent.pk)
    path = f"{PATH}/{root.pk}/context"
    assert len(nobody.get(path).json()["descendants"]) == 20
    assert len(cleo.get(path).json()["descendants"]) == 25


def test_a_conversation_costs_the_same(cleo, cast, said, costs_the_same) -> None:
    root = said(cast.ada)
    said(cast.ben, in_reply_to=root.pk)

    def more() -> None:
        for _ in range(20):
            said(cast.ben, "@Ada #tag", in_reply_to=root.pk)

    costs_the_same(lambda: cleo.get(f"{PATH}/{root.pk}/context"), more=more)


def test_every_wording_the_first_one_first(cleo, nobody, cast, said, costs_the_same) -> None:
    with inside(cast.agora):
        media = upload(by=cast.cleo, file=picture(), at=clock.now(), description="A bridge")
    post = said(cast.cleo, "One", media_ids=(media.pk,))
    path = f"{PATH}/{post.pk}"
    (only,) = nobody.get(f"{path}/history").json()
    assert (only["content"], only["created_at"]) == (
        "<p>One</p>",
        cleo.get(path).json()["created_at"],
    )
    cleo.put(path, {"status": "Two", "poll": {"options": ["a", "b"], "expires_in": 600}})
    cleo.put(path, {"status": "Three", "spoiler_text": "Careful"})
    first, second, third = nobody.get(f"{path}/history").json()
    assert [e["content"] for e in (first, second, third)] == [
        "<p>One</p>",
        "<p>Two</p>",
        "<p>Three</p>",
    ]
    assert first["media_attachments"][0]["description"] == "A bridge"
    assert second["poll"] == {"options": [{"title": "a"}, {"title": "b"}]}
    assert "poll" not in first
    assert "poll" not in third
    assert set(third) == {
        "content", "spoiler_text", "sensitive", "created_at", "account", "media_attachments",
        "emojis", "quote",
    }  # fmt: skip
    assert third["account"]["acct"] == "Cleo"

    def more() -> None:
        with inside(cast.agora):
            for n in range(10):
                edit_post(by=cast.cleo, post_id=post.pk, change=Change(text=f"{n}"), at=clock.now())

    costs_the_same(lambda: nobody.get(f"{path}/history"), more=more)


def test_a_source_is_as_typed(cleo, cast, said) -> None:
    post = said(cast.cleo, "*One* @Ada", warning="Careful")
    source = cleo.get(f"{PATH}/{post.pk}/source").json()
    assert source == {"id": str(post.pk), "text": "*One* @Ada", "spoiler_text": "Careful"}
    hers = said(cast.ada, visibility=Visibility.FOLLOWERS)
    assert cleo.get(f"{PATH}/{hers.pk}/source").status_code == 404


def test_nothing_is_translated(cleo, cast, said) -> None:
    post = said(cast.ada)
    assert cleo.post(f"{PATH}/{post.pk}/translate").status_code == 404
    assert cleo.post(f"{PATH}/5/translate").status_code == 404
    assert cleo.get(f"{PATH}/{post.pk}/card").status_code == 404
