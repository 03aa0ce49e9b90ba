"""Takes in a bank file within an installation's environment: `python -m tests.bench.bank_file <entries>`.

As the desk does: the file is read and kept, then its entries are matched in pieces.
"""

import json
import os
import sys
import time
from collections.abc import Callable

import django
from django.db import connection, transaction

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

# ruff: noqa: E402 - models need the settings
from booking.accounts.models import Organization
from booking.billing.models import Order, OrderLine
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.payments.bank_selectors import unmatched
from booking.payments.models import BankStatement, Payment
from booking.payments.references import creditor_reference
from booking.payments.services import match_entries, take_bank_file
from booking.people.models import Customer
from tests.bench.saving import save
from tests.payments.bank_files import bank_file, one

_PRICE = 12000


def owe(count: int) -> list[Payment]:
    """So many orders that wait for a transfer."""
    moment = now()
    payer = Customer.objects.create(name="Payer", email="payer@bench.example", created_at=moment)
    orders = save(
        Order,
        (
            Order(customer=payer, currency="CHF", total=_PRICE, due_now=_PRICE, tax_included=True, placed_at=moment)
            for _ in range(count)
        ),
    )
    line = {"position": 0, "description": "Hour", "quantity": 1, "unit_price": _PRICE, "total": _PRICE}
    save(OrderLine, (OrderLine(order=order, **line, tax_rate=0, tax=0) for order in orders))
    waiting = {"provider": "transfer", "amount": _PRICE, "currency": "CHF", "created_at": moment}
    return save(Payment, (Payment(order=order, **waiting) for order in orders))


def match_all(statement: BankStatement) -> float:
    """Seconds of the longest transaction."""
    longest = 0.0
    while unmatched(statement).exists():
        longest = max(longest, timed(lambda: match_entries(statement, now=now())))
    return longest


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def take(organization: Organization, content: bytes) -> dict[str, float]:
    taken, counted = [], 0

    def count(execute, sql, params, many, context):
        nonlocal counted
        counted += 1
        return execute(sql, params, many, context)

    def work() -> None:
        by = {"name": "bench.xml", "organization": organization, "actor": "bench", "now": now()}
        taken.append(take_bank_file(content, **by)[0])

    began = time.process_time()
    kept = timed(work)
    entries = taken[0].entries.count()
    longest = 0.0

    def match() -> None:
        nonlocal longest
        with connection.execute_wrapper(count):
            longest = match_all(taken[0])

    matched = timed(match)
    return {
        "entries": entries,
        "kept_s": round(kept, 2),
        "took_s": round(kept + matched, 2),
        "cpu_ms_per_entry": round((time.process_time() - began) * 1000 / entries, 2),
        "longest_piece_ms": round(longest * 1000, 1),
        "statements_per_entry": round(counted / entries, 1),
    }


def main(entries: int) -> None:
    organization = Organization.objects.get()
    with acting_for(organization):
        with transaction.atomic():
            payments = owe(entries)
        paid = [one("120.00", creditor_reference(row.reference), entry_id=row.reference) for row in payments]
        figures = take(organization, bank_file(*paid))
        assert Payment.objects.filter(status="completed").count() == entries
    sys.stdout.write(json.dumps(figures) + "\n")


main(int(sys.argv[1]))
