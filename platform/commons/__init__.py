"""The ground: what every room stands on. It imports nothing of ours."""
