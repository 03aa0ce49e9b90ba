"""Statements say what their lines say, and nobody is paid for somebody else's work."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from booking.core.consistency import Fault, registry
from booking.earnings.models import Earning, Statement, StatementLine


@registry.register("statement_total")
def statement_totals(now: datetime) -> Iterator[Fault]:
    """The total is the sum of the lines."""
    statements = Statement.objects.annotate(sum=Coalesce(Sum("lines__earning__amount"), Value(0)))
    for statement in statements.exclude(total=F("sum")).iterator():
        yield Fault(f"statement {statement.reference}", f"a total of {statement.sum}", f"{statement.total}")


@registry.register("statement_line")
def statement_lines(now: datetime) -> Iterator[Fault]:
    """Each line is the instructor's own, in the statement's currency and from before its end."""
    wrong = (
        ~Q(earning__instructor=F("statement__instructor"))
        | ~Q(earning__currency=F("statement__currency"))
        | Q(earning__day__gte=F("statement__due_on"))
    )
    lines = StatementLine.objects.filter(wrong).select_related("statement", "earning")
    for line in lines.iterator():
        expected = f"an earning of {line.statement} in {line.statement.currency}"
        yield Fault(f"statement {line.statement.reference}", expected, f"{line.earning} of {line.earning.day}")


@registry.register("earnings_of_session")
def earnings_of_sessions(now: datetime) -> Iterator[Fault]:
    """Nobody owes the studio for a session: what is taken back arose before."""
    sums = Earning.objects.filter(session__isnull=False).values("session__reference").annotate(sum=Sum("amount"))
    for row in sums.filter(sum__lt=0).order_by("session__reference"):
        yield Fault(f"session {row['session__reference']}", "nothing or more earned", f"{row['sum']}")
