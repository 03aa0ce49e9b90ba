"""A whole organization as one file a person can read: load it, export it, keep it in git."""
