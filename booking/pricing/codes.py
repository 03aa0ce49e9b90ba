"""Whether a code holds for a purchase, and the sentence that says why not."""

from django.utils.formats import date_format
from django.utils.translation import gettext

from booking.core.gate import fold_identity
from booking.core.money import Money
from booking.core.rows import select, select_along
from booking.pricing.errors import CodeRefused
from booking.pricing.models import Coupon, Referral, Use
from booking.pricing.sales import Sale


def find_code(sale: Sale) -> Coupon | Referral:
    """The coupon, or else the referral code, that was given and holds today for this. Raises CodeRefused."""
    found = known_code(sale)
    if not found.is_active:
        raise _unknown()
    _check_days(found, sale)
    if isinstance(found, Coupon):
        _check_purpose(found, sale)
    if found.most_uses is not None and found.used >= found.most_uses:
        raise CodeRefused(gettext("This code has been used up."))
    return found


def known_code(sale: Sale) -> Coupon | Referral:
    """The same whether it still holds or not. Raises CodeRefused for one that never was."""
    found = next(iter(select(Coupon, {"key": sale.key})), None)
    found = found or next(iter(select_along(Referral, {"key": sale.key}, along=["customer"])), None)
    if found is None:
        raise _unknown()
    return found


def check_minimum(coupon: Coupon, *, so_far: Money) -> None:
    """`so_far` is the price before the code. Raises CodeRefused, also where there is nothing to take off."""
    if not so_far:
        raise CodeRefused(gettext("This is free already: leave the code out."))
    if so_far.minor < coupon.minimum:
        least = Money(coupon.minimum, so_far.currency)
        raise CodeRefused(gettext("This code is for purchases of %(least)s or more.") % {"least": least})


def check_person(code: Coupon | Referral, sale: Sale) -> None:
    """Whether it is for the person of that mail address, as far as is known now. Raises CodeRefused."""
    if isinstance(code, Referral):
        if fold_identity(sale.email) == code.customer.email:
            raise CodeRefused(gettext("This is your own code: it is for people you recommend us to."))
        if sale.has_booked(sale.email):
            raise CodeRefused(gettext("This code is for people who book here for the first time."))
    elif code.most_per_customer is not None:
        uses = Use.objects.filter(coupon=code, customer__email=fold_identity(sale.email), given_back_at=None)
        check_times(code, uses=uses.count() + 1)


def check_times(coupon: Coupon, *, uses: int) -> None:
    """Raises CodeRefused for more than one customer may have, this one counted."""
    most = coupon.most_per_customer
    if most is not None and uses > most:
        sentence = gettext("This code can be used once per customer, and you have used it already.")
        often = gettext("This code can be used %(count)s times per customer, and you have used it that often.")
        raise CodeRefused(sentence if most == 1 else often % {"count": most})


def _unknown() -> CodeRefused:
    return CodeRefused(gettext("We do not know this code."))


def _check_days(code: Coupon | Referral, sale: Sale) -> None:
    starts = code.starts_on if isinstance(code, Coupon) else None
    if starts and sale.today < starts:
        raise CodeRefused(gettext("This code holds from %(day)s on.") % {"day": date_format(starts, "j F Y")})
    if code.ends_on and sale.today > code.ends_on:
        raise CodeRefused(gettext("This code expired on %(day)s.") % {"day": date_format(code.ends_on, "j F Y")})


def _check_purpose(coupon: Coupon, sale: Sale) -> None:
    is_meant = not coupon.offerings or sale.offering.slug in coupon.offerings
    if not is_meant or (coupon.variants and sale.variant.slug not in coupon.variants):
        raise CodeRefused(gettext("This code is not for what you chose."))
