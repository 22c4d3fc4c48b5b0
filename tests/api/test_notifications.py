"""What apps read of what a member was told, one by one and in groups."""

import re

import pytest

from api_client import app_of
from commons import clock
from squares.charter.models import Rule
from squares.members.actions.marking import mark_places
from squares.members.markers import Place
from squares.members.models import Member
from squares.moderation.actions.measure import take_measure
from squares.moderation.actions.report import open_case, report_post
from squares.moderation.models.measure import Measure
from squares.notifications.actions.policy import change_policy
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from squares.notifications.rules import Kind, Reception
from squares.posts.models.post import Post
from talk_cast import NOON, say, state
from tenants.context import inside

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LISTS = ["/api/v1/notifications", "/api/v2/notifications", "/api/v1/notifications/requests"]


@pytest.fixture
def tell(cast):
    """Return how to tell Cleo something: `tell(kind, actor, post=…)` gives its number."""

    def tell(kind, actor=None, *, post=None, subject=None, whom=None):
        with inside(cast.agora):
            news = News(
                kind,
                actor_id=actor.pk if actor else None,
                post_id=post.pk if post else None,
                subject=subject,
            )
            notify(member_ids=[(whom or cast.cleo).pk], news=news, at=NOON)
            return Notification.objects.latest("pk").pk

    return tell


@pytest.fixture
def said(cast):
    with inside(cast.agora):
        return say(cast.cleo, "Bread at ten.")


@pytest.fixture
def crowd(cast):
    with inside(cast.agora):
        return [
            Member.objects.create(
                handle=f"fan{n}", handle_key=f"fan{n}", skeleton=f"fan{n}", joined_at=NOON
            )
            for n in range(10)
        ]


class TestOneByOne:
    def test_every_field(self, cleo, cast, tell, said):
        number = tell(Kind.FAVOURITE, cast.eli, post=said)
        (shown,) = cleo.get("/api/v1/notifications").json()
        assert set(shown) == {"id", "type", "created_at", "group_key", "account", "status"}
        assert shown["id"] == str(number)
        assert shown["type"] == "favourite"
        assert MOMENT.fullmatch(shown["created_at"])
        assert shown["group_key"].startswith(f"favourite-{said.pk}-")
        assert shown["account"]["acct"] == "Eli"
        assert shown["status"]["id"] == str(said.pk)
        assert shown["status"]["account"]["acct"] == "Cleo"
        assert cleo.get(f"/api/v1/notifications/{number}").json() == shown

    @pytest.mark.parametrize(
        ("kind", "type_"),
        [
            (Kind.MENTION, "mention"),
            (Kind.REPLY, "mention"),
            (Kind.BOOST, "reblog"),
            (Kind.POST, "status"),
            (Kind.EDIT, "update"),
            (Kind.POLL, "poll"),
            (Kind.QUOTE, "quote"),
            (Kind.QUOTED_EDIT, "quoted_update"),
            (Kind.FOLLOW, "follow"),
            (Kind.FOLLOW_REQUEST, "follow_request"),
        ],
    )
    def test_each_kind_by_mastodons_word(self, cleo, cast, tell, said, kind, type_):
        tell(kind, cast.eli, post=None if "follow" in kind else said)
        (shown,) = cleo.get("/api/v1/notifications").json()
        assert shown["type"] == type_
        assert ("status" in shown) == ("follow" not in kind)
        if kind not in {Kind.BOOST, Kind.FOLLOW}:
            assert shown["group_key"] == f"ungrouped-{shown['id']}"

    def test_what_mastodon_has_no_word_for_is_not_shown(self, cleo, cast, tell):
        for kind in (Kind.MEASURE_LIFTED, Kind.REPORT_DECIDED, Kind.UNPUBLISHED):
            tell(kind, subject=7)
        number = tell(Kind.FOLLOW_ACCEPTED, cast.eli)
        assert cleo.get("/api/v1/notifications").json() == []
        assert cleo.get("/api/v2/notifications").json()["notification_groups"] == []
        assert cleo.get("/api/v1/notifications/unread_count").json() == {"count": 0}
        assert cleo.get(f"/api/v1/notifications/{number}").status_code == 404

    def test_a_measure_is_a_warning(self, cleo, cast, said, settled):
        facts = "It was unkind to the bread of others."
        with inside(cast.agora), settled():
            case = open_case(by=cast.ben, member=cast.cleo, post=said, at=NOON)
            rule = Rule.objects.first()
            take_measure(
                by=cast.ben,
                case_id=case.pk,
                kind=Measure.Kind.HIDE_POST,
                rule_id=rule.pk,
                facts=facts,
                at=NOON,
            )
        (shown,) = cleo.get("/api/v1/notifications").json()
        assert (shown["type"], shown["account"]["acct"]) == ("moderation_warning", "Cleo")
        assert "status" not in shown
        warning = shown["moderation_warning"]
        assert warning["action"] == "delete_statuses"
        assert warning["status_ids"] == [str(said.pk)]
        assert warning["target_account"]["acct"] == "Cleo"
        assert warning["text"] == f"{rule.text}\n\n{facts}"
        assert warning["appeal"] is None
        assert MOMENT.fullmatch(warning["created_at"])
        (group,) = cleo.get("/api/v2/notifications").json()["notification_groups"]
        assert group["moderation_warning"] == warning
        assert group["sample_account_ids"] == [str(cast.cleo.pk)]

    def test_moderators_read_reports_and_sign_ups(self, ben, cleo, cast, tell, said, settled):
        with inside(cast.agora), settled():
            report_post(
                by=cast.eli, post=said, rule_id=None, comment="It sells bread that is old.", at=NOON
            )
        tell(Kind.JOINED, cast.eli, whom=cast.ben)
        joined, reported = ben.get("/api/v1/notifications").json()
        assert (joined["type"], joined["account"]["acct"]) == ("admin.sign_up", "Eli")
        assert (reported["type"], reported["account"]["acct"]) == ("admin.report", "Eli")
        assert reported["report"]["target_account"]["acct"] == "Cleo"
        assert reported["report"]["comment"] == "It sells bread that is old."
        assert reported["report"]["status_ids"] == [str(said.pk)]
        groups = ben.get("/api/v2/notifications").json()["notification_groups"]
        assert [group["type"] for group in groups] == ["admin.sign_up", "admin.report"]
        assert groups[1]["report"] == reported["report"]
        tell(Kind.JOINED, cast.eli)
        assert cleo.get("/api/v1/notifications").json() == []

    def test_types_are_chosen(self, cleo, cast, tell, said):
        tell(Kind.FAVOURITE, cast.eli, post=said)
        tell(Kind.REPLY, cast.eli, post=said)
        tell(Kind.FOLLOW, cast.eli)

        def types(query):
            return [n["type"] for n in cleo.get(f"/api/v1/notifications?{query}").json()]

        assert types("types[]=mention&types[]=follow") == ["follow", "mention"]
        assert types("exclude_types[]=follow") == ["mention", "favourite"]
        assert types("types[]=mention&exclude_types[]=mention") == []
        assert types("types[]=severed_relationships") == []
        assert types("types[]=nonsense") == []

    def test_somebodys_alone_held_back_or_not(self, cleo, cast, tell, said):
        tell(Kind.FAVOURITE, cast.ben, post=said)
        with inside(cast.agora):
            change_policy(by=cast.cleo, at=NOON, not_following=Reception.FILTER)
        tell(Kind.FAVOURITE, cast.eli, post=said)
        assert [n["account"]["acct"] for n in cleo.get("/api/v1/notifications").json()] == ["Ben"]
        (held,) = cleo.get("/api/v1/notifications", account_id=cast.eli.pk).json()
        assert held["filtered"] is True
        assert len(cleo.get("/api/v1/notifications", include_filtered="true").json()) == 2

    def test_pages_are_linked(self, cleo, cast, tell, crowd):
        numbers = [tell(Kind.FOLLOW, fan) for fan in crowd[:5]]
        first = cleo.get("/api/v1/notifications?limit=2&types[]=follow")
        assert [n["id"] for n in first.json()] == [str(numbers[4]), str(numbers[3])]
        assert f"max_id={numbers[3]}" in first["Link"]
        assert f"min_id={numbers[4]}" in first["Link"]
        assert "types%5B%5D=follow" in first["Link"]
        up = cleo.get("/api/v1/notifications", limit=2, min_id=numbers[0])
        assert [n["id"] for n in up.json()] == [str(numbers[2]), str(numbers[1])]
        assert len(cleo.get("/api/v1/notifications", since_id=numbers[1]).json()) == 3

    def test_a_page_costs_the_same(self, cleo, cast, tell, said, crowd, costs_the_same):
        tell(Kind.FAVOURITE, cast.eli, post=said)

        def more():
            for fan in crowd:
                tell(Kind.FAVOURITE, fan, post=said)
                with inside(cast.agora):
                    other = say(cast.cleo)
                tell(Kind.FAVOURITE, fan, post=other)

        costs_the_same(lambda: cleo.get("/api/v1/notifications"), more=more)


class TestClearing:
    def test_one(self, cleo, eli, cast, tell):
        number = tell(Kind.FOLLOW, cast.ben)
        assert eli.get(f"/api/v1/notifications/{number}").status_code == 404
        assert eli.post(f"/api/v1/notifications/{number}/dismiss").status_code == 404
        assert cleo.post(f"/api/v1/notifications/{number}/dismiss").json() == {}
        assert cleo.post(f"/api/v1/notifications/{number}/dismiss").status_code == 404
        assert cleo.get(f"/api/v1/notifications/{number}").status_code == 404

    def test_one_as_of_old(self, cleo, cast, tell):
        number = tell(Kind.FOLLOW, cast.ben)
        answer = cleo.post("/api/v1/notifications/dismiss", {"id": str(number)})
        assert (answer.status_code, answer.json()) == (200, {})
        assert cleo.post("/api/v1/notifications/dismiss").status_code == 422
        assert cleo.get("/api/v1/notifications").json() == []

    def test_several(self, cleo, eli, cast, tell):
        numbers = [tell(Kind.FOLLOW, who) for who in (cast.ada, cast.ben, cast.eli)]
        path = "/api/v1/notifications/destroy_multiple"
        assert eli.delete(path, {"ids": numbers}).json() == {}
        query = "&".join(f"ids[]={number}" for number in [*numbers[:2], 77])
        assert cleo.delete(f"{path}?{query}").json() == {}
        assert [n["id"] for n in cleo.get("/api/v1/notifications").json()] == [str(numbers[2])]

    def test_all(self, cleo, eli, cast, tell):
        tell(Kind.FOLLOW, cast.ben)
        assert eli.post("/api/v1/notifications/clear").json() == {}
        assert len(cleo.get("/api/v1/notifications").json()) == 1
        assert cleo.post("/api/v1/notifications/clear").json() == {}
        assert cleo.get("/api/v1/notifications").json() == []


class TestGroups:
    def test_every_field(self, cleo, cast, tell, said, crowd):
        numbers = [tell(Kind.FAVOURITE, fan, post=said) for fan in crowd]
        follow = tell(Kind.FOLLOW, cast.eli)
        shown = cleo.get("/api/v2/notifications").json()
        assert set(shown) == {"accounts", "statuses", "notification_groups"}
        alone, group = shown["notification_groups"]
        assert group == {
            "group_key": group["group_key"],
            "notifications_count": 10,
            "type": "favourite",
            "most_recent_notification_id": numbers[-1],
            "page_min_id": str(numbers[0]),
            "page_max_id": str(numbers[-1]),
            "latest_page_notification_at": "2026-06-01T12:00:00.000Z",
            "sample_account_ids": [str(fan.pk) for fan in reversed(crowd)][:8],
            "status_id": str(said.pk),
        }
        assert group["group_key"].startswith(f"favourite-{said.pk}-")
        assert (alone["type"], alone["most_recent_notification_id"]) == ("follow", follow)
        assert "status_id" not in alone
        assert [status["id"] for status in shown["statuses"]] == [str(said.pk)]
        met = {account["id"] for account in shown["accounts"]}
        assert met == {str(cast.eli.pk), *group["sample_account_ids"]}
        assert len(shown["accounts"]) == 9

    def test_faces_alone(self, cleo, cast, tell, said, crowd):
        for fan in crowd[:3]:
            tell(Kind.FAVOURITE, fan, post=said)
        shown = cleo.get("/api/v2/notifications", expand_accounts="partial_avatars").json()
        assert [account["acct"] for account in shown["accounts"]] == ["fan2"]
        assert [face["acct"] for face in shown["partial_accounts"]] == ["fan1", "fan0"]
        assert set(shown["partial_accounts"][0]) == {
            *("id", "acct", "url", "avatar", "avatar_static", "locked", "bot")
        }
        refused = cleo.get("/api/v2/notifications", expand_accounts="none")
        assert refused.status_code == 422

    def test_what_is_grouped_is_chosen(self, cleo, tell, said, crowd):
        for fan in crowd[:2]:
            tell(Kind.FAVOURITE, fan, post=said)
            tell(Kind.BOOST, fan, post=said)

        def counts(query):
            groups = cleo.get(f"/api/v2/notifications?{query}").json()["notification_groups"]
            return [(group["type"], group["notifications_count"]) for group in groups]

        assert counts("") == [("reblog", 2), ("favourite", 2)]
        assert counts("grouped_types[]=favourite&exclude_types[]=reblog") == [("favourite", 2)]
        assert counts("grouped_types[]=mention&types[]=favourite") == [("favourite", 1)] * 2

    def test_pages_are_linked_and_lose_nothing(self, cleo, cast, tell, crowd):
        with inside(cast.agora):
            posts = [say(cast.cleo) for _ in range(4)]
        for fan in crowd[:2]:
            for post in posts:
                tell(Kind.FAVOURITE, fan, post=post)
        met, address = [], "/api/v2/notifications?limit=2"
        while address:
            page = cleo.get(address)
            met += [g["status_id"] for g in page.json()["notification_groups"]]
            found = re.search(r'<https?://[^/]+([^>]+)>; rel="next"', page.headers.get("Link", ""))
            address = found and found[1]
        assert met == [str(post.pk) for post in reversed(posts)]
        first = cleo.get("/api/v2/notifications?limit=2").json()["notification_groups"]
        onward = cleo.get("/api/v2/notifications", max_id=first[-1]["page_min_id"]).json()
        assert [g["status_id"] for g in onward["notification_groups"]] == met[2:]
        newest = first[1]["page_max_id"]
        fresh = cleo.get("/api/v2/notifications", min_id=newest)
        assert [g["status_id"] for g in fresh.json()["notification_groups"]] == met[:1]
        assert 'rel="prev"' in fresh["Link"]

    def test_one_group_its_people_and_its_end(self, cleo, eli, tell, said, crowd):
        for fan in crowd:
            tell(Kind.FAVOURITE, fan, post=said)
        (group,) = cleo.get("/api/v2/notifications").json()["notification_groups"]
        path = f"/api/v2/notifications/{group['group_key']}"
        assert cleo.get(path).json()["notification_groups"] == [group]
        assert eli.get(path).status_code == 404
        people = cleo.get(f"{path}/accounts?limit=4")
        assert [a["acct"] for a in people.json()] == ["fan9", "fan8", "fan7", "fan6"]
        assert 'rel="next"' in people["Link"]
        assert eli.get(f"{path}/accounts").json() == []
        assert eli.post(f"{path}/dismiss").json() == {}
        assert cleo.get(path).status_code == 200
        assert cleo.post(f"{path}/dismiss").json() == {}
        assert cleo.get(path).status_code == 404
        assert cleo.get("/api/v2/notifications/ungrouped-x").status_code == 404

    def test_one_alone_by_its_key(self, cleo, cast, tell, said):
        number = tell(Kind.MENTION, cast.eli, post=said)
        path = f"/api/v2/notifications/ungrouped-{number}"
        (group,) = cleo.get(path).json()["notification_groups"]
        assert (group["type"], group["notifications_count"]) == ("mention", 1)
        assert cleo.post(f"{path}/dismiss").json() == {}
        assert cleo.get("/api/v1/notifications").json() == []

    def test_a_page_costs_the_same(self, cleo, cast, tell, crowd, costs_the_same):
        with inside(cast.agora):
            posts = [say(cast.cleo) for _ in range(20)]
        for fan in crowd[:2]:
            tell(Kind.FAVOURITE, fan, post=posts[0])

        def more():
            for post in posts:
                for fan in crowd[:2]:
                    tell(Kind.FAVOURITE, fan, post=post)

        costs_the_same(lambda: cleo.get("/api/v2/notifications"), more=more)


def test_what_is_new_is_counted_from_the_marker(cleo, cast, tell, crowd, said):
    numbers = [tell(Kind.FAVOURITE, fan, post=said) for fan in crowd[:4]]
    tell(Kind.FOLLOW, crowd[0])
    assert cleo.get("/api/v1/notifications/unread_count").json() == {"count": 5}
    assert cleo.get("/api/v1/notifications/unread_count", limit=3).json() == {"count": 3}
    assert cleo.get("/api/v2/notifications/unread_count").json() == {"count": 2}
    assert cleo.get("/api/v2/notifications/unread_count?grouped_types[]=follow").json() == {
        "count": 5
    }
    assert cleo.get("/api/v2/notifications/unread_count?types[]=follow").json() == {"count": 1}
    with inside(cast.agora):
        mark_places(by=cast.cleo, read={Place.NOTIFICATIONS: numbers[2]}, at=clock.now())
    assert cleo.get("/api/v1/notifications/unread_count").json() == {"count": 2}
    assert cleo.get("/api/v2/notifications/unread_count").json() == {"count": 2}


def test_what_may_not_be_read_is_not_there(cleo, cast, tell, said):
    with inside(cast.agora):
        theirs = say(cast.eli, "@Cleo good morning")
    number = tell(Kind.MENTION, cast.eli, post=theirs)
    tell(Kind.FOLLOW, cast.eli)
    with inside(cast.agora):
        Post.objects.filter(pk=theirs.pk).update(hidden_at=NOON)
    assert [n["type"] for n in cleo.get("/api/v1/notifications").json()] == ["follow"]
    assert cleo.get(f"/api/v1/notifications/{number}").status_code == 404
    with inside(cast.agora):
        state(cast.eli, "suspended")
    assert cleo.get("/api/v1/notifications").json() == []
    assert cleo.get("/api/v2/notifications").json() == {
        "accounts": [],
        "statuses": [],
        "notification_groups": [],
    }


class TestPolicy:
    PATH = "/api/v2/notifications/policy"

    def test_shown_and_changed(self, cleo, cast, tell):
        before = cleo.get(self.PATH).json()
        assert before == {
            "for_not_following": "accept",
            "for_not_followers": "accept",
            "for_new_accounts": "accept",
            "for_private_mentions": "accept",
            "for_limited_accounts": "filter",
            "summary": {"pending_requests_count": 0, "pending_notifications_count": 0},
        }
        changed = {"for_not_following": "filter", "for_new_accounts": "drop"}
        after = cleo.patch(self.PATH, changed).json()
        assert after == before | changed
        tell(Kind.FOLLOW, cast.eli)
        summary = {"pending_requests_count": 1, "pending_notifications_count": 1}
        assert cleo.get(self.PATH).json() == after | {"summary": summary}
        assert cleo.form(self.PATH, {"for_new_accounts": "accept"}, "put").json() == (
            after | {"summary": summary, "for_new_accounts": "accept"}
        )

    def test_what_it_cannot_be(self, cleo):
        assert cleo.patch(self.PATH, {"for_not_following": "shout"}).status_code == 422
        assert cleo.get(self.PATH).json()["for_not_following"] == "accept"


class TestRequests:
    PATH = "/api/v1/notifications/requests"

    @pytest.fixture(autouse=True)
    def choosy(self, cast):
        with inside(cast.agora):
            change_policy(by=cast.cleo, at=NOON, not_following=Reception.FILTER)

    def test_every_field(self, cleo, cast, tell):
        with inside(cast.agora):
            said = say(cast.eli, "@Cleo good morning")
        tell(Kind.MENTION, cast.eli, post=said)
        tell(Kind.FOLLOW, cast.eli)
        (shown,) = cleo.get(self.PATH).json()
        assert set(shown) == {
            *("id", "created_at", "updated_at", "notifications_count", "account", "last_status")
        }
        assert (shown["id"], shown["account"]["id"]) == (str(cast.eli.pk), str(cast.eli.pk))
        assert shown["notifications_count"] == "2"
        assert shown["last_status"]["id"] == str(said.pk)
        assert MOMENT.fullmatch(shown["created_at"])
        assert cleo.get(f"{self.PATH}/{cast.eli.pk}").json() == shown

    def test_accepted_and_dismissed(self, cleo, eli, cast, tell, crowd):
        for who in (cast.eli, *crowd[:4]):
            tell(Kind.FOLLOW, who)
        one = f"{self.PATH}/{cast.eli.pk}"
        assert [eli.post(f"{one}/{act}").status_code for act in ("accept", "dismiss")] == [404] * 2
        assert cleo.post(f"{one}/accept").json() == {}
        assert cleo.post(f"{one}/accept").status_code == 404
        assert cleo.post(f"{self.PATH}/{crowd[0].pk}/dismiss").json() == {}
        ids = [str(crowd[1].pk), str(crowd[2].pk), "77"]
        assert cleo.post(f"{self.PATH}/accept", {"id": ids}).json() == {}
        assert cleo.form(f"{self.PATH}/dismiss", {"id[]": [str(crowd[3].pk)]}).json() == {}
        assert cleo.get(f"{self.PATH}/merged").json() == {"merged": True}
        assert cleo.get(self.PATH).json() == []
        heard = [n["account"]["acct"] for n in cleo.get("/api/v1/notifications").json()]
        assert heard == ["fan2", "fan1", "Eli"]

    def test_pages_are_linked(self, cleo, tell, crowd):
        for who in crowd[:3]:
            tell(Kind.FOLLOW, who)
        first = cleo.get(self.PATH, limit=2)
        assert [r["account"]["acct"] for r in first.json()] == ["fan2", "fan1"]
        older = re.search(r"max_id=(\d+)", first["Link"])[1]
        rest = cleo.get(self.PATH, limit=2, max_id=older).json()
        assert [r["account"]["acct"] for r in rest] == ["fan0"]

    def test_a_page_costs_the_same(self, cleo, cast, tell, crowd, costs_the_same):
        def tell_from(who):
            with inside(cast.agora):
                said = say(who, "@Cleo good morning")
            tell(Kind.MENTION, who, post=said)

        tell_from(cast.eli)
        costs_the_same(lambda: cleo.get(self.PATH), more=lambda: [tell_from(who) for who in crowd])


WAYS = [
    ("get", "/api/v1/notifications", "read:notifications"),
    ("get", "/api/v1/notifications/1", "read:notifications"),
    ("get", "/api/v1/notifications/unread_count", "read:notifications"),
    ("post", "/api/v1/notifications/clear", "write:notifications"),
    ("post", "/api/v1/notifications/1/dismiss", "write:notifications"),
    ("post", "/api/v1/notifications/dismiss", "write:notifications"),
    ("delete", "/api/v1/notifications/destroy_multiple", "write:notifications"),
    ("get", "/api/v2/notifications", "read:notifications"),
    ("get", "/api/v2/notifications/follow-1", "read:notifications"),
    ("get", "/api/v2/notifications/follow-1/accounts", "read:notifications"),
    ("post", "/api/v2/notifications/follow-1/dismiss", "write:notifications"),
    ("get", "/api/v2/notifications/unread_count", "read:notifications"),
    ("get", "/api/v2/notifications/policy", "read:notifications"),
    ("patch", "/api/v2/notifications/policy", "write:notifications"),
    ("get", "/api/v1/notifications/requests", "read:notifications"),
    ("get", "/api/v1/notifications/requests/1", "read:notifications"),
    ("get", "/api/v1/notifications/requests/merged", "read:notifications"),
    ("post", "/api/v1/notifications/requests/1/accept", "write:notifications"),
    ("post", "/api/v1/notifications/requests/1/dismiss", "write:notifications"),
    ("post", "/api/v1/notifications/requests/accept", "write:notifications"),
    ("post", "/api/v1/notifications/requests/dismiss", "write:notifications"),
    ("get", "/api/v1/push/subscription", "push"),
    ("post", "/api/v1/push/subscription", "push"),
    ("put", "/api/v1/push/subscription", "push"),
    ("delete", "/api/v1/push/subscription", "push"),
]


@pytest.mark.parametrize(("method", "path", "scope"), WAYS)
def test_only_with_a_token_of_that_scope(cast, nobody, method, path, scope):
    assert getattr(nobody, method)(path).status_code == 401
    other = {"read:notifications": "read:statuses", "write:notifications": "write:statuses"}
    stranger = app_of(cast.agora, cast.cleo, (other.get(scope, "read"), "profile"))
    assert getattr(stranger, method)(path).status_code == 403
    holder = app_of(cast.agora, cast.cleo, (scope,))
    assert getattr(holder, method)(path).status_code in {200, 404, 422}
    itself = app_of(cast.agora, None, (scope,))
    assert getattr(itself, method)(path).status_code == 401


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("max_id=x", 422),
        ("limit=x", 422),
        ("min_id[]=1", 422),
        (f"max_id={2**64}&min_id={2**63}", 200),
        ("limit=-1&max_id=-7", 200),
        ("limit=99999", 200),
        ("types[]=%00", 400),
    ],
)
def test_nonsense_is_no_fault_of_ours(cleo, path, query, status):
    answer = cleo.get(f"{path}?{query}")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")


def test_another_square_knows_nothing_of_it(dov, cast, tell):
    number = tell(Kind.FOLLOW, cast.eli)
    assert dov.get("/api/v1/notifications").json() == []
    assert dov.get(f"/api/v1/notifications/{number}").status_code == 404
