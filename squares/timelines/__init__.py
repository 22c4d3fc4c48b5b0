"""Readers: which posts a page shows, in which order."""
