"""HTML for members, moderators and officers."""
