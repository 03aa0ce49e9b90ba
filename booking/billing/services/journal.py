from collections.abc import Iterable
from datetime import datetime

from booking.accounts.models import Organization
from booking.billing.chart import Move, grows_on
from booking.billing.models import JournalEntry, Order, Posting
from booking.core.rows import insert_later, insert_unless_known
from booking.core.timezones import local_date
from booking.core.transactions import require_transaction


def post(
    source: str, *, order: Order, organization: Organization, text: str, moves: Iterable[Move], now: datetime
) -> bool:
    """Write one entry down, in the order's currency; whether it was not there already.

    `source` names what happened ("invoice:2027-0001"): the database keeps it once. Raises ValueError for an account
    that is not in the chart.
    """
    require_transaction()
    moves = [move for move in moves if move.amount]
    for move in moves:
        grows_on(move.debit), grows_on(move.credit)
    day = local_date(now, organization.timezone)
    entry = JournalEntry(source=source, booked_on=day, at=now, order_id=order.pk, text=text)
    if not moves or not insert_unless_known(entry):
        return False
    rows = [
        Posting(entry=entry, debit=move.debit, credit=move.credit, amount=move.amount, currency=order.currency)
        for move in moves
    ]
    insert_later(*rows)
    return True
