"""Every read of the console's own rows."""
