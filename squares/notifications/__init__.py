"""What a member is told happened."""
