"""The tables of this room, one file a noun; listed here so that Django finds them."""

from squares.posts.models import names, poll, post, reaction, revision, scheduled, thread
