"""Live events to open pages and apps."""
