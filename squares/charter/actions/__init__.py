"""Every write of this room: the charter itself, and what is announced."""
