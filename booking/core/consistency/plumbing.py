"""References between rows, deliveries and idempotency keys."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, Model, OuterRef

from booking.core.consistency.registry import LATE, Fault, registry
from booking.core.guards import tenant_references
from booking.core.models import Delivery, IdempotencyKey
from booking.core.tenancy import active_organization_id


@registry.register("foreign_reference")
def foreign_references(now: datetime) -> Iterator[Fault]:
    """Every foreign key points at a row of the same organization."""
    for model, field in tenant_references():
        same = field.related_model._base_manager.filter(
            pk=OuterRef(field.attname), organization_id=active_organization_id()
        )
        astray = model._base_manager.filter(
            ~Exists(same), organization_id=active_organization_id(), **{f"{field.attname}__isnull": False}
        )
        for row in astray.iterator():
            found = f"{field.related_model._meta.verbose_name} #{getattr(row, field.attname)}"
            yield Fault(f"{name_row(row)} {field.name}", "a row of the same organization", found)


@registry.register("late_delivery")
def late_deliveries(now: datetime) -> Iterator[Fault]:
    """Every effect that is owed takes place within 15 minutes."""
    late = Delivery.objects.filter(
        done_at=None,
        record__organization_key=active_organization_id(),
        record__happened_at__lte=now - LATE,
    )
    for delivery in late.select_related("record").iterator():
        yield Fault(
            f"delivery #{delivery.pk} of {delivery.record.name} to {delivery.handler}",
            "done within 15 minutes",
            f"owed since {delivery.record.happened_at.isoformat()}, {delivery.attempts} attempts",
        )


@registry.register("unanswered_key")
def unanswered_keys(now: datetime) -> Iterator[Fault]:
    """A key is written together with the answer it stands for."""
    for key in IdempotencyKey.objects.filter(organization_key=active_organization_id(), answer="").iterator():
        yield Fault(f"idempotency key {key}", "an answer", "none")


def name_row(row: Model) -> str:
    """The model and the reference or slug people know the row by, else its number."""
    known = getattr(row, "reference", "") or getattr(row, "slug", "")
    return f"{row._meta.verbose_name} {known or f'#{row.pk}'}"
