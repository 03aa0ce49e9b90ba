"""Which organization the running code acts for. Without one, a query of business data raises instead of answering."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models
from django.db.models.sql.where import AND

from booking.core.narrowing import NOTHING, lookup_for
from booking.core.scopes import CUSTOMER, EVERYONE, INSTRUCTOR, RUNTIME, Scope, active


class NoActiveOrganization(RuntimeError):
    """Business data was touched outside `acting_for(...)`."""


class CrossTenantWrite(RuntimeError):
    """A row of one organization was about to be written while acting for another."""


@contextmanager
def acting_for(organization) -> Iterator[None]:
    """Everything in the block sees and writes the rows of this organization (an instance or its id) only."""
    with _acting(Scope(getattr(organization, "pk", organization))):
        yield


@contextmanager
def reading_for_customer(customer_id: int) -> Iterator[None]:
    """The block reads what the active organization's customer may see of the personal tables; it writes nothing."""
    with _acting(Scope(active_organization_id(), role=CUSTOMER, person_id=customer_id)):
        yield


@contextmanager
def reading_for_instructor(instructor_id: int) -> Iterator[None]:
    """The block reads what the instructor who holds the sessions may see; it writes nothing."""
    with _acting(Scope(active_organization_id(), role=INSTRUCTOR, person_id=instructor_id)):
        yield


@contextmanager
def acting_for_everyone() -> Iterator[None]:
    """The block works for the installation as a whole: to find whose turn it is, and for what belongs to nobody.

    Scoped managers still raise; what reads across organizations names itself by `_base_manager`. Evaluate querysets
    inside the block. A test lists every use.
    """
    with _acting(EVERYONE):
        yield


@contextmanager
def _acting(scope: Scope) -> Iterator[None]:
    token = active.set(scope)
    try:
        yield
    finally:
        active.reset(token)


def active_organization_id() -> int:
    """Raises NoActiveOrganization outside `acting_for`."""
    organization_id = active.get().organization_id
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
        queryset = super().get_queryset()
        # What filter(organization_id=...) comes to, at a tenth of its cost: every query of the product passes here.
        column = self.model._meta.get_field("organization")
        named = column.get_col(queryset.query.get_initial_alias())
        queryset.query.where.add(column.get_lookup("exact")(named, active_organization_id()), AND)
        scope = active.get()
        return queryset if scope.role == RUNTIME else _narrowed(queryset, scope=scope)


def _narrowed(queryset: models.QuerySet, *, scope: Scope) -> models.QuerySet:
    lookup = lookup_for(queryset.model._meta.label, role=scope.role)
    if lookup is None:
        return queryset
    if lookup == NOTHING:
        return queryset.none()
    # In a query of its own, or a way through many rows would show a row as often.
    return queryset.filter(pk__in=queryset.model._base_manager.filter(**{lookup: scope.person_id}).values("pk"))


def check_tenant(row: models.Model) -> None:
    """Raises CrossTenantWrite when the row belongs to somebody else."""
    if row.organization_id != active_organization_id():
        raise CrossTenantWrite(f"{row._meta.label} of organization {row.organization_id} while acting for another")
