"""This room as a Django app."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Tables and listeners of squares/posts."""

    name = "squares.posts"
