"""Times an invoice of so many lines, within an installation's environment, warm."""

import json
import os
import statistics
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from booking.accounts.models import Organization  # noqa: E402 - models need the settings
from booking.billing.models import Document, DocumentLine  # noqa: E402
from booking.billing.paper import Standing, document_pdf  # noqa: E402
from booking.core.money import Money  # noqa: E402

DETAILS = (("IBAN", "CH93 0076 2011 6238 5295 7"), ("Reference", "RF84 XW2K 8T7Q PA"))


def main(count: int, repeats: int) -> None:
    studio = Organization(name="Bench", country="CH", timezone="Europe/Zurich")
    lines = [
        DocumentLine(
            organization_id=1,
            position=number,
            description=f"Session {number} of a course with a long name",
            quantity=1,
            unit_price=12000,
            total=12000,
            tax_rate=Decimal("8.1"),
            tax=899,
        )
        for number in range(count)
    ]
    document = Document(
        organization_id=1,
        kind="invoice",
        number="2027-0001",
        subject="BENCH",
        issued_at=datetime(2027, 1, 4, tzinfo=UTC),
        issued_on=date(2027, 1, 4),
        due_on=date(2027, 1, 14),
        language="en",
        seller_name="Bench",
        buyer_name="Eve Muster",
        buyer_email="eve@example.com",
        currency="CHF",
        tax_included=True,
        net=11101 * count,
        tax=899 * count,
        total=12000 * count,
    )
    standing = Standing(Money(document.total, "CHF"), details=DETAILS)
    times, cpu = [], 0.0
    for _ in range(repeats + 1):
        began, cpu = time.perf_counter(), time.process_time()
        content = document_pdf(document, lines=lines, organization=studio, standing=standing)
        times.append((time.perf_counter() - began) * 1000)
        cpu = time.process_time() - cpu
    figures = {"p50_ms": statistics.median(times[1:]), "max_ms": max(times[1:]), "cpu_ms_per_operation": cpu * 1000}
    print(json.dumps({name: round(value, 1) for name, value in figures.items()} | {"bytes": len(content)}))  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
