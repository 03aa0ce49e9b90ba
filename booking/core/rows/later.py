class Later(str):
    """A statement inside a transaction that cannot fail and whose result nobody waits for.

    PostgreSQL may get it together with the next statement, which sees what it wrote, or with the COMMIT.
    """

    __slots__ = ()
