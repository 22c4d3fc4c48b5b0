"""Pages about members: joining, profiles, ties, settings, notifications."""
