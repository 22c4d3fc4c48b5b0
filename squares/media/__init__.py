"""Pictures and other files that members attach."""
