"""A statement as PDF, on the organization's own paper."""

from django.utils.translation import override, pgettext

from booking.accounts.models import Organization
from booking.billing.paper.page import amount, day, look, print_pdf, with_currency
from booking.core.timezones import local_date
from booking.earnings.models import Earning
from booking.earnings.selectors import Account
from booking.earnings.wording import how_label, month_label, what_label


def statement_pdf(account: Account, *, organization: Organization) -> bytes:
    """A closed account in the organization's language: the same bytes again, until something is renamed."""
    with override(organization.language_code):
        data = _data(account, organization=organization)
    return print_pdf(data, at=account.statement.closed_at)


def _data(account: Account, *, organization: Organization) -> dict[str, object]:
    statement, person = account.statement, account.instructor
    contact = [organization.email, organization.phone, organization.vat_number]
    total = pgettext("document", "Total")
    return {
        **look(organization, language=organization.language_code),
        "seller": {"name": organization.name, "lines": [line for line in contact if line]},
        "buyer": [person.name, person.email],
        "title": pgettext("document", "Statement of earnings, %(month)s") % {"month": month_label(statement.month)},
        "facts": [
            [pgettext("document", "Statement"), statement.reference],
            [pgettext("document", "Closed on"), day(local_date(statement.closed_at, organization.timezone))],
            [pgettext("document", "Due from"), day(statement.due_on)],
        ],
        "columns": [
            pgettext("document", "Description"),
            pgettext("document", "Day"),
            pgettext("document", "Amount in %(currency)s") % {"currency": statement.currency},
        ],
        "rows": [_row(row) for row in account.earnings],
        "above": [],
        "total": [total, with_currency(statement.total, statement.currency)],
        "below": [],
        "notes": [pgettext("document", "Prices count without tax. What turned out differently is a line of its own.")],
        "details": [],
    }


def _row(row: Earning) -> list[str]:
    how = how_label(row)
    said = f"{what_label(row)} ({how})" if how else what_label(row)
    return [said, day(row.day) if row.session_id else "", amount(row.amount, row.currency)]
