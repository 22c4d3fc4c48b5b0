"""The square's own rules, language policy and look."""
