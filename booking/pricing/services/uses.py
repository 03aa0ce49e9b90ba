"""Taking and giving back what there is only so much of, exactly.

One conditional update takes, and holds its row until the transaction ends; so the uses of one customer are counted
behind it. Who takes does so last, after sessions and times, as who gives back does: nobody waits in a circle, and a
code that many use at once is held for a moment only.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext

from booking.core.rows import insert
from booking.core.transactions import require_transaction
from booking.offerings.models import Variant
from booking.people.models import Customer
from booking.pricing.codes import check_times
from booking.pricing.errors import CodeRefused, PriceChanged
from booking.pricing.models import Coupon, PhasePlaces, Referral, Use
from booking.pricing.models.limited import Limited
from booking.pricing.terms import Claim


def take_uses(claims: Iterable[Claim], *, variant: Variant, customer: Customer, purchase: str, now: datetime) -> None:
    """Take what a price draws on, for the purchase of this reference.

    Raises CodeRefused for a code that is used up, PriceChanged when the places of a phase have just gone.
    """
    require_transaction()
    for claim in claims:
        use = Use(purchase=purchase, customer=customer, count=claim.count, taken_at=now)
        _TAKE[claim.kind](claim, use=use, variant=variant)
        insert(use)


def return_uses(purchase: str, *, now: datetime) -> None:
    """Give back what a purchase that ended unpaid has taken. Repeating it is quiet."""
    require_transaction()
    for use in Use.objects.filter(purchase=purchase, given_back_at=None).order_by("pk"):
        if Use.objects.filter(pk=use.pk, given_back_at=None).update(given_back_at=now):
            for model, key in ((Coupon, use.coupon_id), (Referral, use.referral_id), (PhasePlaces, use.phase_id)):
                if key is not None:
                    model.objects.filter(pk=key).update(used=F("used") - use.count)


def _take_coupon(claim: Claim, *, use: Use, variant: Variant) -> None:
    use.coupon = Coupon.objects.get(key=claim.name)
    _take_or_refuse(use.coupon)
    if use.coupon.most_per_customer is not None:
        before = Use.objects.filter(coupon=use.coupon, customer=use.customer, given_back_at=None)
        check_times(use.coupon, uses=before.count() + 1)


def _take_referral(claim: Claim, *, use: Use, variant: Variant) -> None:
    use.referral = Referral.objects.get(key=claim.name)
    use.reward = use.referral.reward
    _take_or_refuse(use.referral)
    if Use.objects.filter(referral__isnull=False, customer=use.customer, given_back_at=None).exists():
        raise CodeRefused(gettext("This code is for people who book here for the first time."))


def _take_phase(claim: Claim, *, use: Use, variant: Variant) -> None:
    use.phase = PhasePlaces.objects.filter(variant=variant, name=claim.name).first()
    if use.phase is None or not _take(use.phase, count=claim.count):
        raise PriceChanged(gettext("The last places at this price have just been taken. Please look again."))


def _take_or_refuse(code: Coupon | Referral) -> None:
    if not _take(code, count=1):
        raise CodeRefused(gettext("This code has been used up."))


def _take(row: Limited, *, count: int) -> bool:
    """Whether there was that much left."""
    rows = type(row).objects.filter(pk=row.pk)
    if settings.UNSAFE_WITHOUT_PROTECTION:
        return bool(rows.update(used=row.used + count)) if _fits(row, count) else False
    within = Q(most_uses=None) | Q(used__lte=F("most_uses") - count)
    return bool(rows.filter(within).update(used=F("used") + count))


def _fits(row: Limited, count: int) -> bool:
    return row.most_uses is None or row.used + count <= row.most_uses


_TAKE = {"coupon": _take_coupon, "referral": _take_referral, "phase": _take_phase}
