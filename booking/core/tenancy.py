"""Which organization the running code acts for. Without one, a query of business data raises instead of answering."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

_active: ContextVar[int | None] = ContextVar("almanac_organization", default=None)


class NoActiveOrganization(RuntimeError):
    """Business data was touched outside `acting_for(...)`."""


class CrossTenantWrite(RuntimeError):
    """A row of one organization was about to be written while acting for another."""


@contextmanager
def acting_for(organization) -> Iterator[None]:
    """Everything in the block sees and writes the rows of this organization (an instance or its id) only."""
    token = _active.set(getattr(organization, "pk", organization))
    try:
        yield
    finally:
        _active.reset(token)


def active_organization_id() -> int:
    """Raises NoActiveOrganization outside `acting_for`."""
    organization_id = _active.get()
    if organization_id is None:
        raise NoActiveOrganization("no organization is active; wrap the call in acting_for(organization)")
    return organization_id


class ScopedQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for obj in objs:
            check_tenant(obj)
        return super().bulk_create(objs, *args, **kwargs)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
    """Rows of the active organization. Raises NoActiveOrganization when there is none."""

    def get_queryset(self):
        return super().get_queryset().filter(organization_id=active_organization_id())


def check_tenant(row: models.Model) -> None:
    """Raises CrossTenantWrite when the row belongs to somebody else."""
    if row.organization_id != active_organization_id():
        raise CrossTenantWrite(f"{row._meta.label} of organization {row.organization_id} while acting for another")
