"""Pages about the apps that members use."""
