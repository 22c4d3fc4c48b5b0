"""Routes of this slice."""

from django.urls import URLPattern, URLResolver, path

from squares.web.people import directory, join, news, settings, ties

urlpatterns: list[URLPattern | URLResolver] = [
    path("join", join.JoinView.as_view(), name="join"),
    path("join/handle", join.check_handle, name="join-handle"),
    path("account/signup/", join.to_join),
    path("welcome", join.welcome, name="welcome"),
    path("people", directory.people, name="people"),
    path("about", directory.about, name="about"),
    path("privacy", directory.privacy, name="privacy"),
    path("emblem.png", directory.emblem, name="emblem"),
    path("look.css", directory.look, name="look"),
    path("notifications", news.notifications, name="notifications"),
    path("notifications/read", news.read, name="notifications-read"),
    path("notifications/dismiss", news.dismiss, name="notifications-dismiss"),
    path("notifications/clear", news.clear, name="notifications-clear"),
    path("notifications/waiting", news.waiting, name="notifications-waiting"),
    path("notifications/waiting/<int:member_id>/hear", news.hear, name="notifications-hear"),
    path("notifications/waiting/<int:member_id>/ignore", news.ignore, name="notifications-ignore"),
    path("settings/notifications", news.policy, name="settings-notifications"),
    path("follow-requests", ties.requests, name="follow-requests"),
    path("follow-requests/<int:member_id>/accept", ties.accept, name="follow-accept"),
    path("follow-requests/<int:member_id>/refuse", ties.refuse, name="follow-refuse"),
    path("settings/profile", settings.profile, name="settings-profile"),
    path("settings/avatar", settings.picture, {"which": "avatar"}, name="settings-avatar"),
    path("settings/header", settings.picture, {"which": "header"}, name="settings-header"),
    path("settings/account", settings.account, name="settings-account"),
    path("settings/apart", settings.apart, name="settings-apart"),
    path("settings/leave", settings.leave, name="settings-leave"),
    path("farewell", settings.farewell, name="farewell"),
    path("@<str:handle>/followers", ties.followers, name="member-followers"),
    path("@<str:handle>/following", ties.following, name="member-following"),
    path("@<str:handle>/follow", ties.follow, name="member-follow"),
    path("@<str:handle>/unfollow", ties.unfollow, name="member-unfollow"),
    path("@<str:handle>/remove", ties.remove_follower, name="member-remove"),
    path("@<str:handle>/block", ties.block, name="member-block"),
    path("@<str:handle>/unblock", ties.unblock, name="member-unblock"),
    path("@<str:handle>/mute", ties.mute, name="member-mute"),
    path("@<str:handle>/unmute", ties.unmute, name="member-unmute"),
]
