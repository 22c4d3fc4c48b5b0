"""What a square is, and who owns it: the public schema's own room."""
