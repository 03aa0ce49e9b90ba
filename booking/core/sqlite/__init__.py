"""Django's SQLite backend with writers that take turns, instead of pauses that grow while others go ahead."""
