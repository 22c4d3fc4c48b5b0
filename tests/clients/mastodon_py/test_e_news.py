"""Notifications, alone and in groups, their policy, and waking apps."""

from conftest import join, me


def test_notifications(ada, ben, raw) -> None:
    post = ada.status_post("Like me")
    ben.status_favourite(post.id)
    ben.status_reply(post, "I do")
    news = ada.notifications()
    assert {"favourite", "mention"} <= {n.type for n in news}
    assert ada.notifications(id=news[0].id).id == news[0].id
    assert ada.notifications_unread_count()
    assert ada.notifications(types=["favourite"])[0].type == "favourite"
    groups = ada.grouped_notifications()
    assert groups.notification_groups
    one = ada.grouped_notification(groups.notification_groups[0].group_key)
    assert one.notification_groups
    ada.grouped_notification_accounts(groups.notification_groups[0].group_key)
    assert ada.unread_grouped_notifications_count()
    ada.notifications_dismiss(news[0].id)
    assert news[0].id not in [n.id for n in ada.notifications()]
    ada.notifications_clear()
    assert ada.notifications() == []


def test_policy_and_requests(url, app, ada) -> None:
    policy = ada.update_notifications_policy(for_not_following="filter")
    assert policy.for_not_following == "filter"
    stranger = join(url, app)
    stranger.status_post(f"@{me(ada).username} Hello there")
    asked = ada.notification_requests()
    assert [r.account.id for r in asked] == [me(stranger).id]
    assert ada.notification_request(asked[0].id).account.id == me(stranger).id
    ada.accept_notification_request(asked[0].id)
    assert ada.notification_requests() == []
    assert ada.notifications_merged()
    other = join(url, app)
    other.status_post(f"@{me(ada).username} Hello too")
    ada.dismiss_notification_request(ada.notification_requests()[0].id)
    assert ada.notifications_policy().summary.pending_requests_count == 0
    ada.update_notifications_policy(for_not_following="accept")


def test_push(ada) -> None:
    _private, public = ada.push_subscription_generate_keys()
    made = ada.push_subscription_set(
        "https://push.example.org/abc", public, mention_events=True, follow_events=False
    )
    assert made.alerts.mention
    assert ada.push_subscription().endpoint == "https://push.example.org/abc"
    assert ada.push_subscription_update(follow_events=True).alerts.follow
    ada.push_subscription_delete()
