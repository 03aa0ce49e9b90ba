"""ORG-4: an offering, or its customers, pass to another instructor with what is to come."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from booking.audit.models import AuditRecord
from booking.calendars.models import Entry
from booking.core.consistency import find_faults
from booking.core.errors import Invalid, SlotTaken
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.offerings.models import Facilitator, Offering
from booking.people.models import Connection, Instructor
from booking.people.services import move_connection, request_connection
from booking.people.states import Relation
from booking.reservations.handing_over import Conflicts, HandOver, Reach, preview_hand_over
from booking.reservations.services import approve_booking, book, hand_over, propose_times
from booking.reservations.states import Side
from booking.scheduling.models import Session
from booking.scheduling.services import extend_series
from tests.reservations.conftest import NEXT_TUESDAY, PAID

pytestmark = pytest.mark.django_db
THURSDAY = NEXT_TUESDAY + timedelta(days=2, hours=5)


@pytest.fixture
def ana(studio) -> Instructor:
    return Instructor.objects.get(slug="ana-keller")


@pytest.fixture
def ben(studio) -> Instructor:
    return Instructor.objects.get(slug="ben-lind")


@pytest.fixture
def give(ana, ben, now):
    """Hand an offering of Ana's over to Ben."""

    def run(slug: str, *, reach=Reach.OFFERING, conflicts=Conflicts.REFUSE, giver=ana, taker=ben):
        asked = HandOver(Offering.objects.get(slug=slug), giver, taker, reach)
        return hand_over(asked, conflicts=conflicts, actor="staff:1", reason="on leave", now=now)

    return run


def holders(session: Session) -> list[str]:
    links = session.facilitator_links.order_by("position")
    return list(links.values_list("instructor__slug", flat=True))


def busy(session: Session) -> list[str]:
    entries = Entry.objects.filter(source_kind="session", source_id=session.pk, owner__instructor__isnull=False)
    return sorted(entries.values_list("owner__instructor__slug", flat=True))


def clean(studio, now) -> bool:
    return [str(fault) for fault in find_faults(studio, now=now)] == []


def test_appointments_go_along_and_customers_are_told_once(studio, ask, give, now):
    made = book(ask("coaching", variant="pack-4", starts_at=(NEXT_TUESDAY,)), **PAID, now=now).booking
    past = Session.objects.filter(seats__booking=made).order_by("starts_at").first()
    Session.objects.filter(pk=past.pk).update(
        starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=2, hours=-1)
    )
    done = give("coaching")
    assert (len(done.moving), done.conflicts, done.bookings) == (3, [], 1)
    assert [holders(session) for session in Session.objects.filter(seats__booking=made).order_by("starts_at")] == [
        ["ana-keller"],
        *[["ben-lind"]] * 3,
    ]
    assert [busy(session) for session in done.moving] == [["ben-lind"]] * 3
    assert list(Facilitator.objects.filter(offering=made.offering).values_list("instructor__slug", flat=True)) == [
        "ben-lind"
    ]
    deliver_due(now=now)
    mail.outbox.clear()
    send_due(now=now)
    assert len([letter for letter in mail.outbox if letter.to == ["eve@example.com"] and "Ben" in letter.body]) >= 1
    record = AuditRecord.objects.get(action="offering.handed_over")
    assert (record.actor, record.reason, record.changes["instructor"]) == (
        "staff:1",
        "on leave",
        ["ana-keller", "ben-lind"],
    )
    assert record.changes["sessions"] == [session.reference for session in done.moving]


def test_a_time_that_the_taker_does_not_have_refuses_or_stays(studio, ask, give, ana, ben, now):
    busy_then = book(ask("lesson", starts_at=(THURSDAY,), instructor=ben), **PAID, now=now).booking
    book(ask("coaching", starts_at=(THURSDAY,)), **PAID, now=now)
    book(ask("coaching", starts_at=(NEXT_TUESDAY,)), **PAID, now=now)
    asked = HandOver(Offering.objects.get(slug="coaching"), ana, ben, Reach.OFFERING)
    shown = preview_hand_over(asked, now=now)
    assert ([s.starts_at for s in shown.moving], [s.starts_at for s in shown.conflicts]) == (
        [NEXT_TUESDAY],
        [THURSDAY],
    )
    with pytest.raises(SlotTaken) as refused:
        give("coaching")
    assert refused.value.extra["sessions"] == [shown.conflicts[0].reference]
    assert [holders(session) for session in shown.moving] == [["ana-keller"]]
    done = give("coaching", conflicts=Conflicts.LEAVE)
    assert [holders(session) for session in [*done.moving, *done.conflicts]] == [["ben-lind"], ["ana-keller"]]
    assert holders(Session.objects.get(seats__booking=busy_then)) == ["ben-lind"]
    assert clean(studio, now)


def test_what_is_asked_for_stays_asked_for(studio, asked, give, now):
    booking = asked()
    propose_times(booking, starts=[THURSDAY], side=Side.STAFF, actor="staff:1", now=now)
    give("coaching")
    entries = Entry.objects.filter(owner__instructor__slug="ben-lind", is_tentative=True, expires_at__isnull=False)
    assert sorted(entries.values_list("source_kind", flat=True)) == ["proposal", "session"]
    assert clean(studio, now)
    assert approve_booking(booking, actor="staff:1", now=now).status == "confirmed"


def test_the_dates_of_a_class_pass_with_their_series(studio, ask, give, ana, ben, now):
    book(ask("tuesday-flow"), **PAID, now=now)
    done = give("tuesday-flow", giver=ben, taker=ana, conflicts=Conflicts.LEAVE)
    flow = Offering.objects.get(slug="tuesday-flow")
    assert {tuple(holders(session)) for session in done.moving} == {("ana-keller",)}
    assert {tuple(holders(session)) for session in done.conflicts} <= {("ben-lind",)}
    extend_series(flow.series, now=now + timedelta(days=30))
    later = Session.objects.filter(offering=flow).order_by("starts_at").last()
    assert holders(later) == ["ana-keller"]
    assert clean(studio, now)


def test_dates_that_stay_are_named_in_the_schedule(studio, ask, give, ana, ben, now):
    first = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()
    Entry.objects.create(
        owner=ana.calendar_owner, starts_at=first.starts_at, ends_at=first.ends_at, source_kind="external", source_id=1
    )
    done = give("tuesday-flow", giver=ben, taker=ana, conflicts=Conflicts.LEAVE)
    assert [session.pk for session in done.conflicts][:1] == [first.pk]
    flow = Offering.objects.get(slug="tuesday-flow")
    changes = [change["facilitators"] for change in flow.series.pattern["changes"]]
    assert changes[0] == ["ben@harbour.example"]
    extend_series(flow.series, now=now)
    assert (holders(first), busy(first)) == (["ben-lind"], ["ben-lind"])


def test_customers_alone_go_to_a_colleague_who_holds_it_too(studio, ask, give, ana, ben, now):
    made = book(ask("lesson", starts_at=(THURSDAY,), instructor=ana), **PAID, now=now).booking
    connection = request_connection(ana, name="Eve", email="eve@example.com", now=now)
    move_connection(connection, to=Relation.VIP, actor="staff:1", now=now)
    done = give("lesson", reach=Reach.CUSTOMERS)
    assert (len(done.moving), done.connections) == (1, 1)
    assert holders(Session.objects.get(seats__booking=made)) == ["ben-lind"]
    assert sorted(Connection.objects.values_list("instructor__slug", "status")) == [
        ("ana-keller", "vip"),
        ("ben-lind", "vip"),
    ]
    assert Facilitator.objects.filter(offering=made.offering).count() == 2
    assert clean(studio, now)


@pytest.mark.parametrize(
    "slug, reach, names, field",
    [
        ("tuesday-flow", Reach.OFFERING, ("ana", "ben"), "instructor"),
        ("coaching", Reach.OFFERING, ("ana", "ana"), "to"),
        ("coaching", Reach.CUSTOMERS, ("ana", "ben"), "to"),
    ],
)
def test_who_cannot_give_or_take_is_told(give, ana, ben, slug, reach, names, field):
    people = {"ana": ana, "ben": ben}
    with pytest.raises(Invalid) as refused:
        give(slug, reach=reach, giver=people[names[0]], taker=people[names[1]])
    assert list(refused.value.fields) == [field]


def test_somebody_who_holds_it_already_takes_the_lead(studio, give, ana, ben, now):
    give("june-retreat", giver=ana, taker=ben)
    dates = Session.objects.filter(offering__slug="june-retreat", starts_at__gt=datetime(2027, 1, 5, tzinfo=UTC))
    assert {tuple(holders(session)) for session in dates} == {("ben-lind",)}
    assert {tuple(busy(session)) for session in dates} == {("ben-lind",)}
    assert clean(studio, now)
