"""The ground floor: money, time zones, clock, codes, errors, events, registry, locks, transactions, tenancy and guards.

It holds no business tables. What lives in its database tables is plumbing: the log of events with the deliveries they
are owed, and the idempotency keys of requests that take money or places.
"""
