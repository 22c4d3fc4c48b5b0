"""Every write of this room, one file a kind of act."""
