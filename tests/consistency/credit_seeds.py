"""Faults of what customers have in store; see `seeds`."""

from booking.credits.models import Entry, Lot
from booking.credits.services import Grant, grant
from booking.credits.states import CREDIT
from booking.people.models import Customer
from tests.consistency.seeds import breaks


def _lot(now) -> Lot:
    what = Grant(CREDIT, 3, source="seed")
    return grant(Customer.objects.order_by("pk").first(), what=what, actor="system", now=now)


@breaks("credits_left")
def a_credit_is_gone_that_nobody_used(made, now):
    Lot.objects.filter(pk=_lot(now).pk).update(remaining=2)


@breaks("credits_left")
def more_was_used_than_came_in(made, now):
    lot = _lot(now)
    Entry.objects.create(wallet=lot.wallet, lot=lot, kind="spend", delta=-4, source="spend:X", actor="customer", at=now)
    Lot.objects.filter(pk=lot.pk).update(remaining=-1)
