"""Pages for moderators: the queue, cases, people, the charter."""
