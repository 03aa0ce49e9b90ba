"""Faults of what instructors are owed; see `seeds`."""

from datetime import date

from booking.earnings.models import Earning, Statement, StatementLine
from booking.people.models import Instructor
from tests.consistency.conftest import session_of
from tests.consistency.seeds import breaks


def _earn(made, now, *, amount: int) -> Earning:
    return Earning.objects.create(
        instructor=Instructor.objects.get(slug="ana-keller"),
        session=session_of(made["appointment"]),
        source="session:seeded:1",
        day=date(2027, 1, 18),
        amount=amount,
        currency="CHF",
        pay={"kind": "per_session"},
        at=now,
    )


def _state(now, *, slug: str, total: int) -> Statement:
    person = Instructor.objects.get(slug=slug)
    values = {"due_on": date(2027, 2, 1), "currency": "CHF", "closed_at": now, "actor": "staff:1"}
    return Statement.objects.create(instructor=person, month="2027-01", total=total, **values)


@breaks("statement_total")
def statement_pays_more_than_its_lines(made, now):
    statement = _state(now, slug="ana-keller", total=8100)
    StatementLine.objects.create(statement=statement, earning=_earn(made, now, amount=8000))


@breaks("statement_line")
def statement_pays_for_somebody_elses_work(made, now):
    statement = _state(now, slug="ben-lind", total=8000)
    StatementLine.objects.create(statement=statement, earning=_earn(made, now, amount=8000))


@breaks("earnings_of_session")
def more_is_taken_back_than_was_earned(made, now):
    _earn(made, now, amount=-8000)
