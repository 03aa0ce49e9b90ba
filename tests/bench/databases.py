"""The two kinds of database everything is measured on."""

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
