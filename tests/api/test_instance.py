"""The square as apps meet it: before anybody signs in, and with every field they insist on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from cast import LONG_AGO
from squares.charter.actions.charter import set_policy, set_purpose, set_rules
from squares.charter.models import Rule
from squares.charter.starting import RuleText
from squares.media import ffmpeg
from talk_cast import say
from tenants import middleware
from tenants.context import inside, outside
from tenants.models.square import Square

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


def be(square, **fields):
    with outside():
        Square.objects.filter(pk=square.pk).update(**fields)
    middleware.forget_hosts()


class TestVersionTwo:
    def test_every_field(self, nobody, cast, agora):
        with inside(agora):
            set_purpose(
                purpose="For neighbours.", contact_email="hi@agora.example", by=cast.ada, at=NOW
            )
        answer = nobody.get("/api/v2/instance")
        told = answer.json()
        assert answer.status_code == 200
        assert told["domain"] == "agora.localhost:8000"
        assert told["title"] == "Agora"
        assert told["version"].startswith("4.5.0 (compatible; Town Squares ")
        assert told["source_url"].startswith("https://")
        assert told["description"] == "The agora of the tests."
        assert told["usage"] == {"users": {"active_month": 0}}
        assert told["thumbnail"] == {
            "url": "http://agora.localhost:8000/emblem.png",
            "blurhash": None,
            "description": None,
            "versions": {},
        }
        assert told["icon"] == [{"src": told["thumbnail"]["url"], "size": "512x512"}]
        assert told["languages"] == ["en"]
        assert told["registrations"] == {
            "enabled": True,
            "approval_required": False,
            "reason_required": False,
            "message": None,
            "min_age": None,
            "url": "http://agora.localhost:8000/join",
        }
        assert told["api_versions"] == {"mastodon": 9}
        assert told["contact"]["email"] == "hi@agora.example"
        assert told["contact"]["account"]["acct"] == "Ada"
        assert [rule["text"] for rule in told["rules"]][:1] != []

    def test_its_configuration(self, nobody):
        told = nobody.get("/api/v2/instance").json()["configuration"]
        assert told["urls"] == {
            "streaming": "ws://agora.localhost:8001",
            "status": None,
            "about": "http://agora.localhost:8000/about",
            "privacy_policy": "http://agora.localhost:8000/privacy",
            "terms_of_service": "http://agora.localhost:8000/about#rules",
        }
        assert len(told["vapid"]["public_key"]) == 87
        assert set(told["accounts"]) == {
            *("max_featured_tags", "max_pinned_statuses", "max_display_name_length"),
            *("max_note_length", "max_avatar_description_length", "max_profile_fields"),
            *("max_header_description_length", "profile_field_name_limit"),
            "profile_field_value_limit",
        }
        assert told["statuses"] == {
            "max_characters": 1000,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        }
        media = told["media_attachments"]
        assert ("video/mp4" in media["supported_mime_types"]) == ffmpeg.is_here()
        assert {"image/jpeg", "image/png"} <= set(media["supported_mime_types"])
        assert all(isinstance(media[name], int) for name in set(media) - {"supported_mime_types"})
        assert told["polls"]["max_options"] >= 4
        assert told["translation"] == {"enabled": False}
        assert told["timelines_access"]["live_feeds"] == {"local": "public", "remote": "disabled"}
        assert told["limited_federation"] is True

    def test_it_follows_the_charter(self, nobody, cast, agora):
        with inside(agora):
            set_policy(post_limit=300, languages=["de", "en"], enforced=True, by=cast.ada, at=NOW)
        told = nobody.get("/api/v2/instance").json()
        assert told["configuration"]["statuses"]["max_characters"] == 300
        assert told["languages"] == ["de", "en"]

    @pytest.mark.parametrize(
        ("fields", "enabled", "approval"),
        [
            ({"registration": "approval"}, True, True),
            ({"registration": "invitation"}, False, False),
            ({"state": "read_only"}, False, False),
        ],
    )
    def test_how_one_joins(self, nobody, agora, fields, enabled, approval):
        be(agora, **fields)
        told = nobody.get("/api/v2/instance").json()["registrations"]
        assert (told["enabled"], told["approval_required"]) == (enabled, approval)

    def test_who_posts_counts_as_active(self, nobody, cast, agora):
        with inside(agora):
            say(cast.cleo)
            cast.cleo.posted_on = datetime.now(UTC).date()
            cast.cleo.save()
        cache.clear()
        assert nobody.get("/api/v2/instance").json()["usage"]["users"]["active_month"] == 1

    def test_a_square_under_its_own_name_says_so(self, nobody, agora):
        be(agora, primary_host="agora.example")
        told = nobody.get("/api/v2/instance").json()
        assert told["domain"] == "agora.example:8000"
        assert told["configuration"]["urls"]["streaming"] == "ws://agora.example:8001"


class TestVersionOne:
    def test_every_field(self, nobody):
        answer = nobody.get("/api/v1/instance")
        told = answer.json()
        assert answer["Deprecation"]
        assert told["uri"] == "agora.localhost:8000"
        assert told["title"] == "Agora"
        assert told["short_description"] == "The agora of the tests."
        assert told["email"]
        assert told["urls"] == {"streaming_api": "ws://agora.localhost:8001"}
        assert told["stats"] == {"user_count": 4, "status_count": 0, "domain_count": 1}
        assert told["thumbnail"].endswith("/emblem.png")
        assert (told["registrations"], told["approval_required"], told["invites_enabled"]) == (
            True,
            False,
            False,
        )
        assert set(told["configuration"]) == {"accounts", "statuses", "media_attachments", "polls"}
        assert told["contact_account"]["username"] == "Ada"
        assert told["max_toot_chars"] == 1000
        assert told["rules"]

    def test_a_slash_behind_it_is_the_same(self, nobody):
        for path in ("/api/v1/instance/", "/api/v2/instance/"):
            assert nobody.get(path).status_code == 200


class TestRules:
    def test_in_their_order(self, nobody, cast, agora):
        with inside(agora):
            set_rules(rules=[RuleText("Be kind.", "Always."), RuleText("No spam.")], by="x", at=NOW)
            ids = [str(rule.pk) for rule in Rule.objects.filter(retired_at=None).order_by("pk")]
        assert nobody.get("/api/v1/instance/rules").json() == [
            {"id": ids[0], "text": "Be kind.", "hint": "Always.", "translations": {}},
            {"id": ids[1], "text": "No spam.", "hint": "", "translations": {}},
        ]


class TestActivity:
    def test_twelve_weeks(self, nobody, cast, agora):
        with inside(agora):
            for member in (cast.cleo, cast.cleo, cast.eli):
                say(member)
        told = nobody.get("/api/v1/instance/activity").json()
        assert len(told) == 12
        assert set(told[0]) == {"week", "statuses", "logins", "registrations"}
        assert all(isinstance(value, str) for value in told[0].values())
        starts = [datetime.fromtimestamp(int(week["week"]), UTC) for week in told]
        assert all(start.weekday() == 0 for start in starts)
        assert starts[0] - starts[1] == timedelta(days=7)

    def test_weeks_are_counted(self, cast, in_agora):
        from squares.posts.activity import weeks
        from squares.posts.models.post import Post

        posts = [say(member) for member in (cast.cleo, cast.cleo, cast.eli)]
        monday = posts[0].published_at.replace(hour=0, minute=0)
        monday -= timedelta(days=monday.weekday())
        cast.ben.joined_at = monday
        cast.ben.save()
        this, before, *_rest = weeks(at=NOW)
        assert (this.start, this.posts, this.people, this.joined) == (monday, 3, 2, 1)
        assert (before.posts, before.people, before.joined) == (0, 0, 0)
        cache.clear()
        Post.objects.filter(pk=posts[0].pk).update(deleted_at=NOW)
        assert weeks(at=NOW)[0].posts == 2


class TestPapers:
    def test_what_the_square_is_for(self, nobody, cast, agora):
        with inside(agora):
            set_purpose(purpose="For <all>.\n\nReally.", contact_email="", by=cast.ada, at=NOW)
        told = nobody.get("/api/v1/instance/extended_description").json()
        assert told["content"] == "<p>For &lt;all&gt;.</p>\n\n<p>Really.</p>"
        assert told["updated_at"] == "2026-06-02T09:00:00.000Z"

    def test_privacy_says_who_and_how_long(self, nobody, browser_of, agora):
        told = nobody.get("/api/v1/instance/privacy_policy").json()
        assert set(told) == {"updated_at", "content"}
        for words in ("Agora Foundation", "ada@example.org", "30 days", "60 days"):
            assert words in told["content"]
        assert "30 days" in browser_of(agora).get("/privacy").text

    def test_privacy_speaks_the_readers_language(self, nobody):
        path = "/api/v1/instance/privacy_policy"
        host = {"host": nobody.square.host}
        answer = nobody.client.get(path, headers=host | {"accept-language": "de"})
        assert answer.status_code == 200

    def test_terms_are_the_rules(self, nobody, cast, agora):
        with inside(agora):
            Rule.objects.update(in_force_from=LONG_AGO)
            set_rules(rules=[RuleText("Be <kind>.", "Always.")], by="x", at=NOW)
        told = nobody.get("/api/v1/instance/terms_of_service").json()
        assert (told["effective_date"], told["effective"], told["succeeded_by"]) == (
            "2026-06-02",
            True,
            None,
        )
        assert "Be &lt;kind&gt;." in told["content"]
        before = nobody.get("/api/v1/instance/terms_of_service/2026-06-01").json()
        assert (before["effective"], before["succeeded_by"]) == (False, "2026-06-02")
        assert "Be &lt;kind&gt;." not in before["content"]

    @pytest.mark.parametrize("date", ["2019-01-01", "yesterday", "2026-13-01", "2026-1", "0"])
    def test_no_terms_of_no_day(self, nobody, date):
        answer = nobody.get(f"/api/v1/instance/terms_of_service/{date}")
        assert answer.status_code == 404

    def test_no_terms_without_rules(self, nobody, agora):
        with inside(agora):
            Rule.objects.all().delete()
        cache.clear()
        assert nobody.get("/api/v1/instance/terms_of_service").status_code == 404
        told = nobody.get("/api/v2/instance").json()
        assert told["configuration"]["urls"]["terms_of_service"] is None


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/api/v1/instance/peers", []),
        ("/api/v1/peers/search?q=a", []),
        ("/api/v1/instance/domain_blocks", []),
        ("/api/v1/instance/translation_languages", {}),
    ],
)
def test_what_there_is_none_of(nobody, path, answer):
    assert nobody.get(path).json() == answer


def test_languages_have_names(nobody, cast, agora):
    told = nobody.get("/api/v1/instance/languages").json()
    assert {"code": "de", "name": "Deutsch"} in told
    with inside(agora):
        set_policy(post_limit=500, languages=["fr", "gsw"], enforced=True, by=cast.ada, at=NOW)
    told = nobody.get("/api/v1/instance/languages").json()
    assert told == [{"code": "fr", "name": "français"}, {"code": "gsw", "name": "gsw"}]


class TestNodeinfo:
    def test_it_leads_on(self, nobody):
        (link,) = nobody.get("/.well-known/nodeinfo").json()["links"]
        assert link["rel"] == "http://nodeinfo.diaspora.software/ns/schema/2.0"
        assert link["href"] == "http://agora.localhost:8000/nodeinfo/2.0"

    def test_every_field(self, nobody):
        answer = nobody.get("/nodeinfo/2.0")
        told = answer.json()
        assert told["version"] == "2.0"
        assert told["software"]["name"] == "mastodon"
        assert told["protocols"] == []
        assert told["services"] == {"outbound": [], "inbound": []}
        assert told["usage"] == {
            "users": {"total": 4, "activeMonth": 0, "activeHalfyear": 0},
            "localPosts": 0,
        }
        assert told["openRegistrations"] is True
        assert told["metadata"]["nodeName"] == "Agora"
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_health(nobody):
    answer = nobody.get("/health")
    assert (answer.status_code, answer.content) == (200, b"OK")


def test_the_emblem_is_a_picture(browser_of, agora):
    from io import BytesIO

    from PIL import Image

    answer = browser_of(agora).get("/emblem.png")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (512, 512)


def test_the_other_square_tells_of_itself(dov, nobody):
    nobody.square = dov.square
    assert nobody.get("/api/v2/instance").json()["title"] == "Forum"
    assert nobody.get("/api/v1/instance").json()["contact_account"] is None


def test_it_costs_the_same(nobody, cast, agora, costs_the_same):
    def more():
        with inside(agora):
            set_rules(rules=[RuleText(f"Rule number {n}.") for n in range(20)], by=cast.ada, at=NOW)

    costs_the_same(lambda: nobody.get("/api/v2/instance"), more=more)
    costs_the_same(lambda: nobody.get("/api/v1/instance"), more=lambda: None)
