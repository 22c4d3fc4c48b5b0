"""Posts as pages and apps meet them: one statement, however many there are."""
