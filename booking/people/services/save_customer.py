from datetime import datetime

from booking.core.gate import fold_identity
from booking.core.rows import find_or_insert
from booking.core.transactions import transactional
from booking.people.models import Customer


@transactional
def save_customer(*, name: str, email: str, phone: str = "", timezone: str = "", now: datetime) -> Customer:
    """The customer of that mail address, made on first sight.

    Nobody has proven to own the address, so what is known of somebody never changes here; a booking keeps what was
    given for it.
    """
    email = fold_identity(email)
    customer = Customer(email=email, name=name, phone=phone, timezone=timezone, created_at=now)
    return find_or_insert(customer, by=("email",))
