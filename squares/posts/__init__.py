"""What people say in public or to their followers."""
