"""Django's PostgreSQL backend behind the wall: a role that owns nothing, and a scope told to every transaction."""
