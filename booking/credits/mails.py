"""What owners of wallets are told: that something came in, with the code that uses it, and that it lapses soon."""

from datetime import datetime, timedelta

from django.conf import settings

from booking.core.events import after
from booking.credits.events import CreditsGranted
from booking.credits.models import Lot
from booking.credits.selectors import code_of
from booking.credits.wording import amount_label
from booking.notifications.kinds import NotificationKind, registry
from booking.notifications.services import queue_message
from booking.notifications.times import describe_start


@registry.register("credits_granted")
class CreditsGrantedMail(NotificationKind):
    """To the owner: what came in, and how to use it. Due while something of it is left."""

    name = "credits_granted"

    def is_still_due(self, subject_id, *, now):
        lot = Lot.objects.filter(pk=subject_id).first()
        return lot is not None and lot.remaining > 0 and lot.is_open(now)

    def context(self, subject_id):
        lot = _lot(subject_id)
        zone = lot.organization.timezone
        return {
            "customer": lot.wallet.customer,
            "came_in": amount_label(lot.granted, unit=lot.unit),
            "left": amount_label(lot.remaining, unit=lot.unit),
            "until": describe_start(lot.expires_at, timezone=zone) if lot.expires_at else "",
            "code": code_of(lot.wallet),
        }


@registry.register("credits_expiring")
class CreditsExpiringMail(CreditsGrantedMail):
    """The same once more some days before the rest of it lapses."""

    name = "credits_expiring"


@after(CreditsGranted)
def tell_of_credits(event: CreditsGranted, now: datetime) -> None:
    """At once, and before it lapses: whether anything is left is asked when that is sent."""
    lot = _lot(event.lot_id)
    _queue(CreditsGrantedMail.name, lot, due_at=now, now=now)
    if lot.expires_at and lot.expires_at > now:
        notice = min(timedelta(days=settings.LAPSE_REMINDER_DAYS), (lot.expires_at - now) / 2)
        _queue(CreditsExpiringMail.name, lot, due_at=lot.expires_at - notice, now=now)


def _queue(kind: str, lot: Lot, *, due_at: datetime, now: datetime) -> None:
    queue_message(
        kind,
        recipient=lot.wallet.customer.email,
        subject_id=lot.pk,
        effect=f"{kind}:{lot.pk}",
        language=lot.organization.language_code,
        due_at=due_at,
        now=now,
    )


def _lot(lot_id: int) -> Lot:
    return Lot.objects.select_related("organization", "wallet__customer").get(pk=lot_id)
