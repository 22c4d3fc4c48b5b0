"""Notifications in groups, version 2, and how many are new."""

import re

from commons import clock
from squares.members.actions.marking import mark_places
from squares.members.markers import Place
from squares.notifications.rules import Kind
from talk_cast import say
from tenants.context import inside


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
