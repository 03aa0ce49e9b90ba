from booking.core.transactions import transactional
from booking.earnings.models import Terms
from booking.earnings.rules import Pay
from booking.offerings.models import Offering
from booking.people.models import Instructor


@transactional
def save_terms_of_instructor(instructor: Instructor, *, pay: Pay | None) -> None:
    """How somebody is paid from now on; None for nothing. What has arisen stays as it is."""
    _save(Terms(instructor=instructor), known=Terms.objects.filter(instructor=instructor), pay=pay)


@transactional
def save_terms_of_offering(offering: Offering, *, pay: Pay | None) -> None:
    """How whoever leads an offering is paid from now on; None for their own terms."""
    _save(Terms(offering=offering), known=Terms.objects.filter(offering=offering), pay=pay)


def _save(new: Terms, *, known, pay: Pay | None) -> None:
    if pay is None:
        known.delete()
        return
    terms = known.first() or new
    terms.pay = pay.to_json()
    terms.save()
