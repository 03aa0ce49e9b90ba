"""Users, organizations and memberships: who there is, and which organization a request is about.

An organization is the tenant. Every business table above this room inherits `Owned` from here, which gives it the
organization column and the manager that refuses to answer without an active organization.
"""
