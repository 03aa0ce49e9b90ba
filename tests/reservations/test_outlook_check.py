"""The consistency check of dates that need a minimum: each disagreement is found, and what agrees is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.reservations.consistency.outlooks import outlooks
from booking.reservations.services import book
from booking.scheduling.models import Session
from tests.reservations.conftest import PAID

pytestmark = pytest.mark.django_db
DEADLINE = timedelta(days=3)


@pytest.fixture
def date(studio, ask, now) -> Callable[..., list[str]]:
    """Sets what the second Tuesday, with two places booked, is said to be, and gives what the check expected of it."""
    booked = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[1]
    book(ask("tuesday-flow", sessions=(booked.reference,), quantity=2), **PAID, now=now)

    def say(outlook: str, *, after=timedelta(0), least=0, decided_by="", decided_at=now, at=now) -> list[str]:
        booked.offering.minimum = {"participants": least, "days_before": 3} if least else {}
        booked.offering.save()
        for other in Session.objects.filter(offering=booked.offering):
            moment = other.starts_at - DEADLINE if least and other.starts_at - DEADLINE > at else None
            Session.objects.filter(pk=other.pk).update(outlook="pending" if moment else "", decide_at=moment)
        decide_at = None if outlook in ("", "off") else booked.starts_at - DEADLINE + after
        Session.objects.filter(pk=booked.pk).update(outlook=outlook, decide_at=decide_at)
        if decided_by:
            _record(booked, outlook, actor=decided_by, at=decided_at)
        named = f"session {booked.reference}"
        return [fault.expected.split(" ")[0] for fault in outlooks(at) if fault.subject == named]

    return say


def _record(session: Session, outlook: str, *, actor: str, at) -> None:
    named = {"subject_type": "session", "subject_reference": session.reference}
    AuditRecord.objects.create(at=at, actor=actor, action=f"session.{outlook}", **named)


def test_what_agrees_is_not_found(date, now):
    late = now + timedelta(days=6)
    assert date("") == []
    assert date("pending", least=4) == []
    assert date("guaranteed", least=2, decided_by="system") == []
    assert date("undecided", least=4, decided_by="system", decided_at=late) == []
    assert date("guaranteed", least=4, decided_by="staff:1") == []


def test_each_disagreement_is_found(date, now):
    hour = timedelta(hours=1)
    assert date("off") == ["called"]
    assert date("pending") == ["to"]
    assert date("", least=4) == ["to"]
    assert date("pending", least=4, after=hour) == ["to"]
    assert date("pending", least=4, at=now + timedelta(days=6, hours=20)) == ["decided"]
    assert date("undecided", least=4) == ["a"]
    assert date("undecided", least=4, decided_by="system") == ["undecided"]
    assert date("undecided", least=2, decided_by="system") == ["guaranteed,"]
    assert date("guaranteed", least=4, decided_by="system") == ["undecided,"]
