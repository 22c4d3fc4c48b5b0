"""The foundation's desk, where it needs to look inside a square."""
