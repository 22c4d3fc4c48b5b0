"""Routes of this slice."""

from django.urls import URLPattern, URLResolver, path

from squares.web.talk import (
    announcements,
    compose,
    feeds,
    files,
    media,
    posts,
    reactions,
    search,
    timelines,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", timelines.home, name="home"),
    path("home/new", timelines.home_new, name="home-new"),
    path("public", timelines.public, name="public"),
    path("public/new", timelines.public_new, name="public-new"),
    path("public/feed.atom", feeds.square, name="public-feed"),
    path("tags/<str:name>", timelines.tag, name="tag"),
    path("bookmarks", timelines.bookmarks, name="bookmarks"),
    path("favourites", timelines.favourites, name="favourites"),
    path("announcements", announcements.announcements_page, name="announcements"),
    path(
        "announcements/<int:announcement_id>/dismiss",
        announcements.dismiss,
        name="announcement-dismiss",
    ),
    path(
        "announcements/<int:announcement_id>/react", announcements.react, name="announcement-react"
    ),
    path(
        "announcements/<int:announcement_id>/unreact",
        announcements.unreact,
        name="announcement-unreact",
    ),
    path("search", search.find, name="search"),
    path("media/default/<str:which>/<int:hue>.png", media.drawn, name="media-drawn"),
    path("media/<path:name>", media.file, name="media"),
    path("posts", compose.publish, name="posts"),
    path("posts/new", compose.new, name="post-new"),
    path("posts/files/<int:media_id>", files.kept, name="post-file"),
    path("@<str:handle>", timelines.member, name="member"),
    path("@<str:handle>/replies", timelines.member, {"tab": "replies"}, name="member-replies"),
    path("@<str:handle>/media", timelines.member, {"tab": "media"}, name="member-media"),
    path("@<str:handle>/feed.atom", feeds.member, name="member-feed"),
    path("@<str:handle>/<int:post_id>", posts.post, name="post"),
    path("@<str:handle>/<int:post_id>/history", posts.history, name="post-history"),
    path("@<str:handle>/<int:post_id>/edit", compose.edit, name="post-edit"),
    path("@<str:handle>/<int:post_id>/delete", compose.delete, name="post-delete"),
    path("@<str:handle>/<int:post_id>/boost", reactions.boost, name="post-boost"),
    path("@<str:handle>/<int:post_id>/unboost", reactions.unboost, name="post-unboost"),
    path("@<str:handle>/<int:post_id>/favourite", reactions.favourite, name="post-favourite"),
    path("@<str:handle>/<int:post_id>/unfavourite", reactions.unfavourite, name="post-unfavourite"),
    path("@<str:handle>/<int:post_id>/bookmark", reactions.bookmark, name="post-bookmark"),
    path("@<str:handle>/<int:post_id>/unbookmark", reactions.unbookmark, name="post-unbookmark"),
]
