"""Charters to begin with: purpose and rules by kind of square, one file a language."""
