"""Who did what, when, to what: append-only, written in the transaction of the change."""
