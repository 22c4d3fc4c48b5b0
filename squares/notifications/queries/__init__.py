"""Every read of what members are told, one file a question."""
