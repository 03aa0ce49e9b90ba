"""What is owed and what was: earnings that no statement has yet, and the statements of a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotFound
from booking.core.money import Money, sum_money
from booking.earnings.models import Earning, Statement, Terms
from booking.earnings.rules import first_day_after
from booking.people.models import Instructor


@dataclass(frozen=True, slots=True)
class Account:
    """What one instructor has in a month: what is open, or what was closed with its statement."""

    instructor: Instructor
    earnings: tuple[Earning, ...]
    total: Money
    statement: Statement | None = None


def earners_of(staff: Staff) -> QuerySet[Instructor]:
    """Whose earnings somebody at work sees: managers everybody's, whoever left included, instructors their own."""
    if staff.is_manager:
        return Instructor.objects.all()
    return Instructor.objects.filter(membership=staff.membership)


def open_accounts(month: str, *, of: Iterable[Instructor] | QuerySet[Instructor]) -> list[Account]:
    """What closing the month would put into statements, by name: all that arose until its end and nobody was paid for.

    Whose month is closed already has what came since in the next. One query.
    """
    closed = Statement.objects.filter(month=month).values("instructor")
    earnings = _with_names().filter(statement_line=None, day__lt=first_day_after(month), instructor__in=of)
    return [_account(rows) for rows in _grouped(earnings.exclude(instructor__in=closed))]


def closed_accounts(month: str, *, of: Iterable[Instructor] | QuerySet[Instructor]) -> list[Account]:
    """The statements of a month with their lines, by name; two queries."""
    return _accounts_of(Statement.objects.filter(month=month, instructor__in=of))


def statement_for_staff(reference: str, *, staff: Staff) -> Account:
    """A closed account. Raises NotFound for one that is not within reach, as for one that does not exist."""
    found = Statement.objects.filter(reference=reference, instructor__in=earners_of(staff)).first()
    if found is None:
        raise NotFound()
    [account] = _accounts_of([found])
    return account


def has_terms() -> bool:
    """Whether it was said of anybody or anything how it is paid."""
    return Terms.objects.exists()


def totals_of(accounts: Iterable[Account]) -> list[Money]:
    """One for each currency, in the order of their codes."""
    totals: dict[str, Money] = {}
    for account in accounts:
        currency = account.total.currency
        totals[currency] = totals.get(currency, Money(0, currency)) + account.total
    return [totals[currency] for currency in sorted(totals)]


def terms_by_offering() -> dict[int, Terms]:
    """By the offering's key; one query."""
    return {terms.offering_id: terms for terms in Terms.objects.filter(offering__isnull=False)}


def _accounts_of(statements: Iterable[Statement]) -> list[Account]:
    by_key = {(statement.instructor_id, statement.currency): statement for statement in statements}
    earnings = _with_names().filter(statement_line__statement__in=by_key.values())
    return [_account(rows, statement=by_key[rows[0].instructor_id, rows[0].currency]) for rows in _grouped(earnings)]


def _with_names() -> QuerySet[Earning]:
    return Earning.objects.select_related("instructor", "offering", "session")


def _grouped(earnings: QuerySet[Earning]) -> list[list[Earning]]:
    def whose(row: Earning) -> tuple:
        return (row.instructor.name.casefold(), row.instructor_id, row.currency)

    rows = sorted(earnings, key=lambda row: (*whose(row), row.day, row.pk))
    return [list(group) for _, group in groupby(rows, key=whose)]


def _account(rows: list[Earning], *, statement: Statement | None = None) -> Account:
    total = sum_money([row.money for row in rows], rows[0].currency)
    return Account(rows[0].instructor, tuple(rows), total, statement)
