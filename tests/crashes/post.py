"""Run inside an installation, as `python -m tests.crashes.post owe <messages>` or `... look`."""

import json
import sys
from collections import Counter

import django

django.setup()

from django.db import transaction  # noqa: E402

from booking.accounts.models import Organization  # noqa: E402
from booking.core.clock import now  # noqa: E402
from booking.core.consistency import find_faults  # noqa: E402
from booking.core.tenancy import acting_for  # noqa: E402
from booking.notifications.models import Message  # noqa: E402
from booking.offerings.models import Variant  # noqa: E402
from booking.reservations.handlers import confirm_to_customer, tell_facilitators  # noqa: E402
from tests.consistency.bulk import announce, make_bookings  # noqa: E402

HANDLERS = [f"{handler.__module__}.{handler.__qualname__}" for handler in (confirm_to_customer, tell_facilitators)]


def owe(messages: int) -> None:
    """Two messages for each booking: to who booked and to who holds it."""
    variant = Variant.objects.select_related("offering").get(offering__slug="flow")
    with transaction.atomic():
        announce(make_bookings(variant, count=messages // 2, now=now()), handlers=HANDLERS, now=now())


def look(organization: Organization) -> None:
    told = {
        "messages": Counter(Message.objects.values_list("status", flat=True)),
        "faults": [str(finding) for finding in find_faults(organization, now=now())],
    }
    sys.stdout.write(f"told {json.dumps(told)}\n")


if __name__ == "__main__":
    studio = Organization.objects.get()
    with acting_for(studio):
        if sys.argv[1] == "owe":
            owe(int(sys.argv[2]))
        else:
            look(studio)
