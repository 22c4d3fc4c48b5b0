"""Ties between members: follows, blocks, mutes."""
