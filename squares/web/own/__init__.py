"""Pages of what members keep for themselves: preferences, filters, lists."""
