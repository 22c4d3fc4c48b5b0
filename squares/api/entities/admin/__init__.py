"""Entities that only those who run the square meet."""
