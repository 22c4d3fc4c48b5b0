"""The console's pages, and the public pages of legal notices."""
