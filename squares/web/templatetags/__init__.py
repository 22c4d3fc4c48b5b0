"""Tags that need to know the square."""
