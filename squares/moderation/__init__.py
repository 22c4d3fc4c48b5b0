"""Reports, cases, measures and their reasons."""
