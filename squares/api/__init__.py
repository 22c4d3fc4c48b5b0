"""Mastodon's client API: its words, its errors, its pages; no rules of its own."""
