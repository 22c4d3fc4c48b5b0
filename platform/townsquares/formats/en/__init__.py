"""English, as the world reads it."""
