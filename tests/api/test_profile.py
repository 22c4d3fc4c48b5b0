"""What a member says of themselves by an app, and how they want it."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from api_client import app_of
from squares.members.models import Member
from tenants.context import inside

UPDATE = "/api/v1/accounts/update_credentials"


def picture(name="me.png"):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")


def stored(cast):
    with inside(cast.agora):
        return Member.objects.get(pk=cast.cleo.pk)


def test_everything_is_changed_at_once(cleo, cast) -> None:
    body = {
        "display_name": "Cleo Marsh",
        "note": "Baker. @eli",
        "locked": True,
        "bot": True,
        "discoverable": False,
        "indexable": False,
        "hide_collections": True,
        "fields_attributes": [
            {"name": "Bakery", "value": "https://bread.example"},
            {"name": "", "value": ""},
        ],
        "source": {
            "privacy": "private",
            "sensitive": True,
            "language": "de",
            "quote_policy": "nobody",
        },
        "attribution_domains": ["bread.example"],
    }
    answer = cleo.patch(UPDATE, body)
    assert answer.status_code == 200, answer.content
    account = answer.json()
    assert account == cleo.get("/api/v1/accounts/verify_credentials").json()
    base = cast.agora.url
    assert {k: account[k] for k in body if k in account and k not in {"note", "source"}} == {
        "locked": True,
        "bot": True,
        "discoverable": False,
        "indexable": False,
        "hide_collections": True,
        "display_name": "Cleo Marsh",
    }
    assert f'href="{base}/@Eli"' in account["note"]
    (line,) = account["fields"]
    assert (line["name"], line["verified_at"]) == ("Bakery", None)
    assert 'href="https://bread.example" rel="nofollow noopener noreferrer"' in line["value"]
    assert account["source"] == {
        "privacy": "private",
        "sensitive": True,
        "language": "de",
        "note": "Baker. @eli",
        "fields": [{"name": "Bakery", "value": "https://bread.example", "verified_at": None}],
        "follow_requests_count": 0,
        "discoverable": False,
        "indexable": False,
        "hide_collections": True,
        "attribution_domains": [],
        "quote_policy": "nobody",
    }
    assert account["noindex"] is True
    assert cleo.get("/api/v1/preferences").json() == {
        "posting:default:visibility": "private",
        "posting:default:sensitive": True,
        "posting:default:language": "de",
        "posting:default:quote_policy": "nobody",
        "reading:expand:media": "default",
        "reading:expand:spoilers": False,
    }


def test_what_is_not_sent_stays(cleo) -> None:
    cleo.patch(UPDATE, {"display_name": "Cleo Marsh", "source": {"privacy": "unlisted"}})
    after = cleo.patch(UPDATE, {"bot": True, "source": {"language": "en"}}).json()
    assert (after["display_name"], after["source"]["privacy"]) == ("Cleo Marsh", "unlisted")
    emptied = cleo.form(UPDATE, {"display_name": "", "source[language]": ""}, "patch").json()
    assert (emptied["display_name"], emptied["source"]["language"]) == ("", None)


def test_forms_nest_as_in_rails_and_carry_pictures(cleo, cast) -> None:
    form = {
        "fields_attributes[0][name]": "One",
        "fields_attributes[0][value]": "1",
        "fields_attributes[1][name]": "Two",
        "fields_attributes[1][value]": "2",
        "locked": "on",
        "avatar": picture(),
    }
    account = cleo.form(UPDATE, form, "patch").json()
    assert [f["name"] for f in account["fields"]] == ["One", "Two"]
    assert account["locked"] is True
    assert account["avatar"] == f"{cast.agora.url}/media/{stored(cast).avatar}"
    gone = cleo.delete("/api/v1/profile/avatar").json()
    assert gone["avatar"].startswith(f"{cast.agora.url}/media/default/avatar/")
    assert cleo.delete("/api/v1/profile/avatar").status_code == 200


@pytest.mark.parametrize("path", [UPDATE, "/api/v1/profile"])
def test_pictures_come_with_words_and_go_again(cleo, cast, path) -> None:
    sent = {
        "avatar": picture(),
        "avatar_description": "Me",
        "header": picture(),
        "header_description": "The sea",
    }
    account = cleo.form(path, sent, "patch").json()
    now = stored(cast)
    assert account["avatar"] == account["avatar_static"] == f"{cast.agora.url}/media/{now.avatar}"
    assert account["header"] == account["header_static"] == f"{cast.agora.url}/media/{now.header}"
    assert (account["avatar_description"], account["header_description"]) == ("Me", "The sea")
    worded = cleo.patch(path, {"header_description": "The sea at noon"}).json()
    assert (worded["header"], worded["header_description"]) == (
        account["header"],
        "The sea at noon",
    )
    cleo.patch(path, {"delete_avatar": True})
    assert (stored(cast).avatar, stored(cast).header) == ("", now.header)
    gone = cleo.delete("/api/v1/profile/header").json()
    assert gone["header"].startswith(f"{cast.agora.url}/media/default/header/")
    assert gone["header_description"] == ""
    assert cleo.delete("/api/v1/profile/header").status_code == 200


def test_of_two_pictures_both_are_taken_or_none(cleo, cast, settings) -> None:
    def files() -> int:
        return sum(f.is_file() for f in Path(settings.MEDIA_ROOT, "sq_agora").rglob("*"))

    before = files()
    bad = SimpleUploadedFile("sea.png", b"", content_type="image/png")
    for sent in (
        {"avatar": picture(), "header": bad},
        {"avatar": picture(), "avatar_description": "x" * 1501},
    ):
        assert cleo.form(UPDATE, sent, "patch").status_code == 422
        assert (files(), stored(cast).avatar) == (before, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"display_name": "x" * 61},
        {"note": "x" * 501},
        {"fields_attributes": [{"name": str(n), "value": "x"} for n in range(5)]},
        {"fields_attributes": [{"name": "", "value": "x"}]},
        {"fields_attributes": [{"name": "x", "value": "x" * 256}]},
        {"fields_attributes": "x"},
        {"source": {"privacy": "direct"}},
        {"source": {"quote_policy": "some"}},
        {"source": {"language": "english, please"}},
        {"source": "x"},
        {"locked": "perhaps"},
    ],
)
def test_what_cannot_be_changes_nothing(cleo, cast, wrong) -> None:
    body = {"bot": True, "source": {"sensitive": True}, **wrong}
    assert cleo.patch(UPDATE, body).status_code == 422
    now = stored(cast)
    assert (now.bot, now.preferences) == (False, {})


def test_a_picture_that_is_none_changes_nothing(cleo, cast) -> None:
    bad = SimpleUploadedFile("me.png", b"<svg onload=alert(1)>", content_type="image/png")
    answer = cleo.form(UPDATE, {"display_name": "Changed", "avatar": bad}, "patch")
    assert answer.status_code == 422
    assert (stored(cast).name, stored(cast).avatar) == ("Cleo", "")


def test_the_profile_as_typed(cleo, cast) -> None:
    answer = cleo.patch("/api/v1/profile", {"note": "I *bake*.", "fields_attributes": []})
    assert answer.json() == cleo.get("/api/v1/profile").json()
    assert answer.json() == {
        "id": str(cast.cleo.pk),
        "display_name": "Cleo",
        "note": "I *bake*.",
        "fields": [],
        "avatar": None,
        "avatar_static": None,
        "avatar_description": "",
        "header": None,
        "header_static": None,
        "header_description": "",
        "locked": False,
        "bot": False,
        "hide_collections": False,
        "discoverable": True,
        "indexable": True,
        "show_media": True,
        "show_media_replies": True,
        "show_featured": True,
        "attribution_domains": [],
        "featured_tags": [],
    }


@pytest.mark.parametrize(
    ("way", "scope"),
    [
        (f"patch {UPDATE}", "write:accounts"),
        ("get /api/v1/profile", "read:accounts"),
        ("get /api/v1/profile", "profile"),
        ("patch /api/v1/profile", "write:accounts"),
        ("delete /api/v1/profile/avatar", "write:accounts"),
        ("delete /api/v1/profile/header", "write:accounts"),
        ("get /api/v1/preferences", "read:accounts"),
        ("get /api/v1/markers", "read:statuses"),
        ("post /api/v1/markers", "write:statuses"),
    ],
)
def test_who_may_not(nobody, cast, way, scope) -> None:
    method, path = way.split()
    assert getattr(nobody, method)(path).status_code == 401
    app = app_of(cast.agora, cast.cleo, ("read:lists", "write:lists", "follow", "push"))
    assert getattr(app, method)(path).status_code == 403
    assert getattr(app_of(cast.agora, cast.cleo, (scope,)), method)(path).status_code == 200
    assert getattr(app_of(cast.agora, None), method)(path).status_code == 401


def test_markers_move_on_every_device(cleo, cast) -> None:
    both = {"timeline[]": ["home", "notifications", "sideways"]}
    assert cleo.get("/api/v1/markers", **both).json() == {}
    moved = cleo.post("/api/v1/markers", {"home": {"last_read_id": "103194548672408537"}}).json()
    home = moved["home"]
    assert home == {
        "last_read_id": "103194548672408537",
        "version": 1,
        "updated_at": home["updated_at"],
    }
    form = {"notifications[last_read_id]": "7", "home[last_read_id]": "8"}
    moved = cleo.form("/api/v1/markers", form).json()
    assert {k: (v["last_read_id"], v["version"]) for k, v in moved.items()} == {
        "home": ("8", 2),
        "notifications": ("7", 1),
    }
    assert cleo.get("/api/v1/markers", **both).json() == moved
    assert set(cleo.get("/api/v1/markers", **{"timeline[]": "home"}).json()) == {"home"}
    assert cleo.get("/api/v1/markers").json() == {}
    assert cleo.post("/api/v1/markers", {}).json() == {}


@pytest.mark.parametrize(
    "wrong", [{"home": {"last_read_id": "x"}}, {"home": {"last_read_id": -1}}, {"home": 5}]
)
def test_a_marker_that_cannot_be(cleo, wrong) -> None:
    assert cleo.post("/api/v1/markers", wrong).status_code == 422


def test_the_profile_holds_the_hashtags_on_ones_page(cleo) -> None:
    featured = cleo.post("/api/v1/featured_tags", {"name": "Bread"}).json()
    assert cleo.get("/api/v1/profile").json()["featured_tags"] == [featured]
