from collections.abc import Iterable, Mapping

from booking.core.errors import Invalid
from booking.core.gate import fold_identity
from booking.core.transactions import transactional
from booking.people.models import Customer
from booking.pricing.models import Coupon, Referral


@transactional
def save_coupon(code: str, *, details: Mapping[str, object]) -> Coupon:
    """Make a coupon, or change it and make it hold again. `details` are its columns; what was used of it stays used.

    A `limit` below that means that nobody may use it any more. Raises FieldDoesNotExist for a name that is no column.
    """
    coupon = Coupon.objects.select_for_update().filter(key=fold_identity(code)).first()
    coupon = coupon or Coupon(key=fold_identity(code))
    for name, value in {**details, "code": code, "is_active": True}.items():
        setattr(coupon, Coupon._meta.get_field(name).name, value)
    coupon.most_uses = None if coupon.limit is None else max(coupon.limit, coupon.used)
    _save(coupon)
    return coupon


@transactional
def retire_coupons(codes: Iterable[str]) -> None:
    """They hold no more; who has used them keeps what that gave."""
    Coupon.objects.filter(key__in=[fold_identity(code) for code in codes]).update(is_active=False)


@transactional
def save_referral(customer: Customer, *, code: str, details: Mapping[str, object]) -> Referral:
    """Give a customer a code for people they recommend the studio to, or change its terms.

    Raises Invalid for a code that is somebody else's or a coupon.
    """
    key = fold_identity(code)
    if Coupon.objects.filter(key=key).exists() or Referral.objects.filter(key=key).exclude(customer=customer).exists():
        raise Invalid("This code is taken.", fields={"code": ["another code"]})
    referral = Referral.objects.select_for_update().filter(key=key).first() or Referral(key=key, customer=customer)
    for name, value in {**details, "code": code, "is_active": True}.items():
        setattr(referral, Referral._meta.get_field(name).name, value)
    _save(referral)
    return referral


def _save(code: Coupon | Referral) -> None:
    code.full_clean(exclude=["organization", "customer", "used"], validate_unique=False, validate_constraints=False)
    code.save()
