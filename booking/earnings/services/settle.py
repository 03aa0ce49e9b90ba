"""What arises when a session is over, and again when something about it turns out differently."""

from collections.abc import Iterable
from datetime import datetime

from booking.core.locks import lock
from booking.core.money import round_half_up
from booking.core.timezones import local_date
from booking.core.transactions import transactional
from booking.earnings.models import Earning, Terms
from booking.earnings.rules import Pay, PayKind, month_of, owed_for_session
from booking.earnings.worth import worth_of
from booking.people.models import Instructor
from booking.scheduling.models import Session, SessionFacilitator
from booking.scheduling.states import SessionStatus


@transactional
def settle_sessions(sessions: Iterable[Session], *, now: datetime) -> list[Earning]:
    """Write down what completed sessions are worth by now, less what was written down before; nothing when that is all.

    Who leads a session earns, by the offering's terms or their own; further rows go by the terms of the first.
    """
    locked = lock(sessions)
    return [made for session in locked.values() if (made := _settle(session, now=now))]


def _settle(session: Session, *, now: datetime) -> Earning | None:
    if session.status != SessionStatus.COMPLETED:
        return None
    before = list(Earning.objects.filter(session=session).order_by("pk"))
    if before:
        return _correct(session, before=before, now=now)
    lead = _lead_of(session)
    terms = _terms_for(session, lead=lead) if lead else None
    if terms is None:
        return None
    if terms.agreed.kind == PayKind.FLAT:
        return _settle_month(session, terms=terms, lead=lead, now=now)
    return _write(session, instructor_id=lead.pk, pay=terms.agreed, before=[], now=now)


def _correct(session: Session, *, before: list[Earning], now: datetime) -> Earning | None:
    first = before[0]
    return _write(session, instructor_id=first.instructor_id, pay=Pay.from_json(first.pay), before=before, now=now)


def _write(session: Session, *, instructor_id: int, pay: Pay, before: list[Earning], now: datetime) -> Earning | None:
    organization = session.organization
    currency = before[0].currency if before else organization.currency
    worth = worth_of(session, pay=pay, currency=currency)
    owed = owed_for_session(pay, heads=worth.heads, net=worth.net, currency=currency)
    difference = owed.minor - sum(row.amount for row in before)
    if not difference:
        return None
    return Earning.objects.create(
        instructor_id=instructor_id,
        offering_id=session.offering_id,
        session=session,
        source=f"session:{session.reference}:{len(before) + 1}",
        day=local_date(session.starts_at, organization.timezone),
        heads=worth.heads,
        net=round_half_up(worth.net),
        amount=difference,
        currency=currency,
        pay=pay.to_json(),
        at=now,
    )


def _settle_month(session: Session, *, terms: Terms, lead: Instructor, now: datetime) -> Earning | None:
    """Once a month, with the first session in it that somebody came to."""
    pay, organization = terms.agreed, session.organization
    if not pay.amount or not worth_of(session, pay=pay, currency=organization.currency).heads:
        return None
    month = month_of(local_date(session.starts_at, organization.timezone))
    about = f"offering-{terms.offering_id}" if terms.offering_id else "all"
    values = {
        "instructor": lead,
        "offering_id": terms.offering_id,
        "day": f"{month}-01",
        "amount": pay.amount,
        "currency": organization.currency,
        "pay": pay.to_json(),
        "at": now,
    }
    made, is_new = Earning.objects.get_or_create(source=f"month:{month}:{lead.pk}:{about}", defaults=values)
    return made if is_new else None


def _lead_of(session: Session) -> Instructor | None:
    links = SessionFacilitator.objects.filter(session=session).select_related("instructor")
    link = links.order_by("position", "pk").first()
    return link.instructor if link else None


def _terms_for(session: Session, *, lead: Instructor) -> Terms | None:
    of_offering = Terms.objects.filter(offering=session.offering_id).first()
    return of_offering or Terms.objects.filter(instructor=lead).first()
