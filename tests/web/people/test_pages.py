"""Notifications, settings, about, and the colours of a square."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from squares.charter.actions.charter import set_look
from squares.charter.queries import current
from squares.members.models import Member
from squares.notifications.actions.tell import News, notify
from squares.notifications.rules import Kind
from squares.posts.models.post import Post
from talk_cast import say
from tenants.context import inside

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ABOUT_POSTS = {
    *("mention", "reply", "boost", "favourite"),
    *("post", "edit", "poll", "quote", "quoted_edit"),
}
ABOUT_NOBODY = {"measure", "measure_lifted", "report_decided", "operators", "unpublished"}
MEMBERS_ONLY = [
    "/notifications",
    "/notifications/clear",
    "/notifications/waiting",
    "/settings/notifications",
    "/follow-requests",
    "/settings/profile",
    "/settings/account",
    "/settings/apart",
    "/settings/leave",
]


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


@pytest.mark.parametrize("path", MEMBERS_ONLY)
def test_members_pages(cleo, browser_of, cast, path):
    assert cleo.get(path).status_code == 200
    response = browser_of(cast.agora).get(path)
    assert response["Location"] == f"/account/login/?next={path.replace('/', '%2F')}"


@pytest.mark.parametrize("path", ["/bookmarks", "/settings/profile", "/people", "/notifications"])
def test_home_leads_to_what_is_ones_own(cleo, path):
    assert f'href="{path}"' in cleo.get("/").content.decode()


def test_the_desk_and_the_square_lead_to_each_other(browser_of, cast, cleo):
    ben = browser_of(cast.agora, cast.ben)
    assert 'href="/moderation/"' in ben.get("/").content.decode()
    assert 'href="/public"' in ben.get("/moderation/").content.decode()
    assert 'href="/moderation/"' not in cleo.get("/").content.decode()


def test_one_signs_out_from_the_settings(cleo):
    assert 'class="settings-out"' in cleo.get("/settings/account").content.decode()


def every_kind(cast, whom=None):
    with inside(cast.agora):
        post = Post.objects.create(
            author=cast.eli,
            text="x",
            html="<p>Bread at ten</p>",
            visibility="public",
            published_at=AT,
        )
        for kind in Kind:
            actor = None if kind in ABOUT_NOBODY else cast.eli.pk
            about = post.pk if kind in ABOUT_POSTS else None
            subject = None if actor and kind != "reported" else 7
            news = News(kind, actor_id=actor, post_id=about, subject=subject)
            notify(member_ids=[(whom or cast.cleo).pk], news=news, at=AT)


def test_every_kind_of_news_has_its_sentence(browser_of, cast):
    every_kind(cast, cast.ben)
    page = browser_of(cast.agora, cast.ben).get("/notifications").content.decode()
    for words in (
        "mentioned you",
        "replied to you",
        "boosted your post",
        "favourited your post",
        "follows you",
        "asks to follow you",
        "accepted your request",
        "would like to join",
        "published something",
        "edited a post you boosted",
        "A poll by",
        "quoted your post",
        "edited a post you quoted",
        "joined",
        "reported something",
        "you planned could not",
        "yours was restricted",
        "A restriction ended",
        "looked into your report",
        "operators acted",
        "Bread at ten",
    ):
        assert words in page


def test_who_moderates_no_longer_reads_no_more_of_it(cleo, cast):
    every_kind(cast)
    page = cleo.get("/notifications").content.decode()
    assert "mentioned you" in page
    for words in ("would like to join", "joined", "reported something", "operators acted"):
        assert words not in page


def test_news_is_marked_as_read(cleo, cast):
    every_kind(cast)
    assert "news-unread" in cleo.get("/notifications").content.decode()
    assert cleo.post("/notifications/read", {"up_to": "x"}).status_code == 302
    assert "news-unread" not in cleo.get("/notifications").content.decode()


def test_nobody_marks_anothers_news(browser_of, cast, cleo):
    every_kind(cast)
    browser_of(cast.agora, cast.eli).post("/notifications/read")
    assert "news-unread" in cleo.get("/notifications").content.decode()
    assert browser_of(cast.agora).post("/notifications/read").status_code == 302


def test_news_costs_the_same_however_much(cleo, cast, costs_the_same):
    every_kind(cast)

    def more():
        with inside(cast.agora):
            for number in range(20):
                said = say(cast.cleo, f"Bread number {number}.")
                for fan in (cast.eli, cast.ben):
                    news = News(Kind.FAVOURITE, actor_id=fan.pk, post_id=said.pk)
                    notify(member_ids=[cast.cleo.pk], news=news, at=AT)

    costs_the_same(lambda: cleo.get("/notifications"), more=more)
    first = cleo.get("/notifications")
    assert "Older" in first.content.decode()


def test_a_profile_is_changed(cleo, cast):
    form = {
        "name": "Cleo Marsh",
        "biography": "Baker. #bread",
        "locked": "on",
        "bot": "on",
        "label_1": "Bakery",
        "value_1": "https://bread.example",
        "label_3": "With",
        "value_3": "@eli",
    }
    assert cleo.post("/settings/profile", form)["Location"] == "/settings/profile"
    with inside(cast.agora):
        member = Member.objects.get(pk=cast.cleo.pk)
        assert (member.name, member.locked, member.bot) == ("Cleo Marsh", True, True)
        assert (member.discoverable, member.indexable, member.hides_ties) == (False, False, False)
        assert "/tags/bread" in member.biography_html
        assert [line["name"] for line in member.fields] == ["Bakery", "With"]
    page = cleo.get("/settings/profile").content.decode()
    assert 'value="https://bread.example"' in page


def test_a_page_shows_lines_and_who_writes(cleo, browser_of, cast):
    form = {"label_1": "Bakery", "value_1": "https://bread.example", "bot": "on"}
    cleo.post("/settings/profile", form)
    page = browser_of(cast.agora).get("/@Cleo").content.decode()
    assert "Bakery" in page
    assert 'href="https://bread.example"' in page
    assert "A program writes here" in page
    assert 'content="noindex"' in page
    cleo.post("/settings/profile", {"discoverable": "on"})
    page = browser_of(cast.agora).get("/@Cleo").content.decode()
    assert "A program writes here" not in page
    assert 'content="noindex"' not in page


@pytest.mark.parametrize(
    "form", [{"name": "x" * 61}, {"biography": "x" * 501}, {"value_2": "nameless"}]
)
def test_a_profile_that_cannot_be(cleo, cast, form):
    assert cleo.post("/settings/profile", form).status_code == 422
    with inside(cast.agora):
        assert Member.objects.get(pk=cast.cleo.pk).name == "Cleo"


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(buffer, "PNG")
    return SimpleUploadedFile("me.png", buffer.getvalue(), content_type="image/png")


def test_an_avatar_is_set_shown_and_removed(cleo, cast):
    assert cleo.post("/settings/avatar", {"picture": picture()}).status_code == 302
    page = cleo.get("/settings/profile").content.decode()
    with inside(cast.agora):
        name = Member.objects.get(pk=cast.cleo.pk).avatar
    assert f"/media/{name}" in page
    cleo.post("/settings/avatar", {"description": "Me, smiling"})
    assert f'src="/media/{name}" alt="Me, smiling"' in cleo.get("/@Cleo").content.decode()
    cleo.post("/settings/avatar", {"remove": "1"})
    with inside(cast.agora):
        assert Member.objects.get(pk=cast.cleo.pk).avatar == ""


def test_what_is_no_picture_is_refused(cleo, cast):
    file = SimpleUploadedFile("me.png", b"<svg onload=alert(1)>", content_type="image/png")
    assert cleo.post("/settings/avatar", {"picture": file}).status_code == 422
    assert cleo.post("/settings/header", {"picture": file}).status_code == 422
    assert cleo.post("/settings/header", {"description": "x" * 1501}).status_code == 422


def test_a_header_is_set_described_shown_and_removed(cleo, cast):
    assert cleo.get("/@Cleo").content.decode().count("/media/default/header/") == 1
    sent = {"picture": picture(), "description": "The sea at noon"}
    assert cleo.post("/settings/header", sent)["Location"] == "/settings/profile#header"
    with inside(cast.agora):
        name = Member.objects.get(pk=cast.cleo.pk).header
    page = cleo.get("/@Cleo").content.decode()
    assert f'src="/media/{name}" alt="The sea at noon"' in page
    cleo.post("/settings/header", {"description": "The sea"})
    assert 'value="The sea"' in cleo.get("/settings/profile").content.decode()
    cleo.post("/settings/header", {"remove": "1"})
    with inside(cast.agora):
        assert Member.objects.get(pk=cast.cleo.pk).header == ""


def test_leaving_needs_ones_own_handle(cleo, cast):
    assert cleo.post("/settings/leave", {"handle": "eli"}).status_code == 422
    assert cleo.post("/settings/leave", {"handle": "@CLEO"})["Location"] == "/farewell"
    assert cleo.get("/farewell").status_code == 200
    assert cleo.get("/notifications").status_code == 302
    assert cleo.get("/@cleo/followers").status_code == 404


def test_the_last_steward_stays(browser_of, cast):
    page = browser_of(cast.agora, cast.ada).post("/settings/leave", {"handle": "Ada"})
    assert page.status_code == 422
    assert "needs a steward" in page.content.decode()


@pytest.mark.parametrize("state", ["pending", "refused", "suspended"])
def test_who_may_not_take_part_may_still_leave(cleo, cast, state):
    with inside(cast.agora):
        Member.objects.filter(pk=cast.cleo.pk).update(state=state, state_reason="Because.")
    page = cleo.get("/settings/profile")
    assert page.status_code == 403
    assert cleo.get("/settings/account").status_code == 200
    assert cleo.post("/settings/leave", {"handle": "Cleo"})["Location"] == "/farewell"


def test_about_says_what_holds_and_who_looks_after_it(browser_of, cast):
    page = browser_of(cast.agora).get("/about").content.decode()
    with inside(cast.agora):
        for rule in current().rules:
            assert rule.text in page
    for words in (
        "@Ada",
        "@Ben",
        "Agora Foundation",
        "ada@example.org",
        "Germany",
        "Anyone may join",
    ):
        assert words in page
    assert "@Cleo" not in page


def test_the_look_is_kept_for_long_under_its_version(browser_of, cast):
    visitor = browser_of(cast.agora)
    page = visitor.get("/about").content.decode()
    with inside(cast.agora):
        version = current().look_version
    assert f"/look.css?v={version}" in page
    sheet = visitor.get(f"/look.css?v={version}")
    assert "immutable" in sheet["Cache-Control"]
    assert sheet["Content-Type"] == "text/css"
    assert "immutable" not in visitor.get("/look.css?v=0")["Cache-Control"]
    with inside(cast.agora):
        set_look(hue=33, chroma=0.1, emblem="", by=cast.ada, at=AT)
    assert "--hue: 33" in visitor.get("/look.css").content.decode()
    assert "--hue: 33" not in browser_of(cast.forum).get("/look.css").content.decode()


def test_a_page_costs_a_visitor_next_to_nothing(browser_of, cast):
    visitor = browser_of(cast.agora)
    visitor.get("/about")
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/about")
    assert len([q for q in captured if "tenants_" not in q["sql"]]) <= 2


def test_nothing_waits_in_the_frame_for_members_who_are_no_moderators(cleo):
    page = cleo.get("/notifications").content.decode()
    assert '/moderation/"' not in page


def test_from_their_own_page_members_reach_all_that_is_theirs(cast, browser_of) -> None:
    own = browser_of(cast.agora, cast.cleo).get("/@Cleo").content.decode()
    for path in ("/favourites", "/scheduled", "/lists", "/tags", "/people", "/settings/profile"):
        assert f'<a href="{path}">' in own
    assert "More of yours" not in browser_of(cast.agora, cast.ben).get("/@Cleo").content.decode()
    assert "More of yours" not in browser_of(cast.agora).get("/@Cleo").content.decode()


@pytest.mark.parametrize("path", ["/settings/restrictions", "/settings/reports"])
def test_restrictions_and_reports_stand_among_the_settings(cast, browser_of, path) -> None:
    page = browser_of(cast.agora, cast.cleo).get(path).content.decode()
    assert page.count("<h1") == 1
    assert '<a href="/settings/restrictions" aria-current="page">Restrictions</a>' in page
    assert '<a href="/settings/profile" >Profile</a>' in page
