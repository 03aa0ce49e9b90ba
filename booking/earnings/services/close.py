from datetime import datetime

from booking.accounts.models import Organization
from booking.audit.services import record_change
from booking.core.errors import NotAllowed
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.timezones import local_date
from booking.core.transactions import transactional
from booking.earnings.events import StatementClosed
from booking.earnings.models import Statement, StatementLine
from booking.earnings.rules import first_day_after
from booking.earnings.selectors import Account, open_accounts
from booking.people.models import Instructor


@transactional
def close_month(organization: Organization, *, month: str, actor: str, now: datetime) -> list[Statement]:
    """Make a statement for everybody who earned something until the end of the month and was not paid for it yet.

    Quiet for whom it is closed already. Raises NotAllowed while the month is not over.
    """
    if not is_over(organization, month=month, now=now):
        raise NotAllowed("This month is not over yet.")
    earners = [account.instructor for account in open_accounts(month, of=Instructor.objects.all())]
    if not earners:
        return []
    # Two who close at once: the second finds nothing that is open.
    lock(set(earners))
    return [_close(account, month=month, actor=actor, now=now) for account in open_accounts(month, of=earners)]


def is_over(organization: Organization, *, month: str, now: datetime) -> bool:
    """Whether the next month has begun where the organization is."""
    return local_date(now, organization.timezone) >= first_day_after(month)


def _close(account: Account, *, month: str, actor: str, now: datetime) -> Statement:
    statement = Statement.objects.create(
        instructor=account.instructor,
        month=month,
        due_on=first_day_after(month),
        total=account.total.minor,
        currency=account.total.currency,
        closed_at=now,
        actor=actor,
    )
    StatementLine.objects.bulk_create(
        StatementLine(statement=statement, earning=earning) for earning in account.earnings
    )
    record_change(
        actor=actor,
        action="statement.closed",
        subject_type="statement",
        subject_reference=statement.reference,
        now=now,
        changes={"month": month, "instructor": account.instructor.slug, "total": str(account.total)},
    )
    publish(StatementClosed(statement_id=statement.pk), now=now)
    return statement
