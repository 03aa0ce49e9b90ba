"""What bookings bring in, by offering, variant, instructor and source (INS-2, PAY-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from booking.billing.models import OrderLine
from booking.billing.states import OrderStatus
from booking.core.money import Money
from booking.core.timezones import day_bounds
from booking.payments.models import Payment, Refund
from booking.payments.states import PaymentStatus, RefundStatus
from booking.reservations.models import Booking
from booking.reservations.states import BookingStatus
from booking.scheduling.models import SessionFacilitator

_SUMS = ("bookings", "gross", "tax", "received", "refunded")


@dataclass(frozen=True, slots=True)
class Revenue:
    """Minor units of `currency`.

    `gross` is what the bookings come to by now and `tax` what of it is tax; `received` is what was paid for them until
    today, `refunded` what went back of that or is on its way.
    """

    currency: str
    bookings: int
    gross: int
    tax: int
    received: int
    refunded: int

    @property
    def gross_money(self) -> Money:
        return Money(self.gross, self.currency)

    @property
    def net_money(self) -> Money:
        return Money(self.gross - self.tax, self.currency)

    @property
    def received_money(self) -> Money:
        return Money(self.received, self.currency)

    @property
    def refunded_money(self) -> Money:
        return Money(self.refunded, self.currency)


@dataclass(frozen=True, slots=True)
class Share:
    """What one variant brought in with one instructor, through one source. The instructor led the first session."""

    offering: str
    variant: str
    instructor: str
    source: str
    revenue: Revenue

    @property
    def tier(self) -> str:
        """The variant by its full name: several offerings may have one called the same."""
        return f"{self.offering}: {self.variant}"


def shares_of(bookings: QuerySet[Booking], *, first: date, last: date, timezone: str) -> list[Share]:
    """Of what was confirmed from the first day to the last, on the clocks of the zone; one query, whatever there is."""
    begins, ends = day_bounds(first, timezone)[0], day_bounds(last, timezone)[1]
    confirmed = bookings.filter(confirmed_at__gte=begins, confirmed_at__lt=ends)
    known = confirmed.annotate(led_by=_lead(), came=_received(), back=_returned())
    measured = known.annotate(owed=_owed()).annotate(of_tax=_tax())
    names = ("offering__name", "variant__name", "led_by", "source", "order__currency")
    rows = measured.values(*names).annotate(
        bookings=Count("pk"), gross=Sum("owed"), tax=Sum("of_tax"), received=Sum("came"), refunded=Sum("back")
    )
    return [
        Share(
            offering=row["offering__name"],
            variant=row["variant__name"],
            instructor=row["led_by"],
            source=row["source"],
            revenue=Revenue(row["order__currency"], **{name: row[name] for name in _SUMS}),
        )
        for row in rows.order_by(*names)
    ]


def grouped_by(shares: Iterable[Share], *, of: str) -> list[tuple[str, Revenue]]:
    """Added up by one of the names of a share, what brought in most first."""
    found: dict[tuple[str, str], list[Revenue]] = {}
    for share in shares:
        found.setdefault((getattr(share, of), share.revenue.currency), []).append(share.revenue)
    added = [(name, _add(revenues)) for (name, _), revenues in found.items()]
    return sorted(added, key=lambda pair: (-pair[1].gross, pair[0]))


def totals_of(shares: Iterable[Share]) -> list[Revenue]:
    """One for each currency."""
    found: dict[str, list[Revenue]] = {}
    for share in shares:
        found.setdefault(share.revenue.currency, []).append(share.revenue)
    return [_add(found[currency]) for currency in sorted(found)]


def _add(revenues: list[Revenue]) -> Revenue:
    sums = {name: sum(getattr(revenue, name) for revenue in revenues) for name in _SUMS}
    return Revenue(revenues[0].currency, **sums)


def _lead() -> Coalesce:
    links = SessionFacilitator.objects.filter(session__seats__booking=OuterRef("pk"))
    first = links.order_by("session__starts_at", "position", "pk").values("instructor__name")[:1]
    return Coalesce(Subquery(first, output_field=CharField()), Value(""))


def _ended() -> Q:
    """Nothing more is asked for; what was kept of what came is all there is."""
    return Q(order__status=OrderStatus.VOID) | Q(status=BookingStatus.CANCELLED, order__taken_off=0)


def _owed() -> Case:
    return Case(When(_ended(), then=F("came") - F("back")), default=F("order__total"), output_field=_MINOR)


def _tax() -> Case:
    """Of what was kept as much as of the whole, rounded half up."""
    total, all_of_it = F("order__total"), _sum(OrderLine.objects.filter(order=OuterRef("order")), "order", "tax")
    kept = (Value(2) * all_of_it * F("owed") + total) / (Value(2) * total)
    nothing = When(order__total=0, then=Value(0))
    return Case(nothing, When(_ended(), then=kept), default=all_of_it, output_field=_MINOR)


def _received() -> Coalesce:
    completed = Payment.objects.filter(order=OuterRef("order"), status=PaymentStatus.COMPLETED)
    return _sum(completed, "order", "amount")


def _returned() -> Coalesce:
    back = Refund.objects.filter(payment__order=OuterRef("order")).exclude(status=RefundStatus.FAILED)
    return _sum(back, "payment__order", "amount")


def _sum(rows: QuerySet, by: str, of: str) -> Coalesce:
    added = rows.order_by().values(by).annotate(sum=Sum(of)).values("sum")
    return Coalesce(Subquery(added, output_field=_MINOR), Value(0), output_field=_MINOR)


_MINOR = BigIntegerField()
