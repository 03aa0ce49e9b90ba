"""CAP-2, CAT-7, CAT-12: shares of places by type, registration, joining late, and what has to come before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.availability.models import Schedule
from booking.core.errors import Invalid, SlotTaken, SoldOut
from booking.offerings.models import Offering, Variant
from booking.reservations.entry import shares_left
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import places_left
from booking.reservations.services import (
    book,
    book_anyway,
    cancel_booking,
    complete_past,
    confirm_booking,
    hold_booking,
    swap_date,
)
from booking.scheduling.models import Session

pytestmark = pytest.mark.django_db
BY_CUSTOMER = {"provider": "transfer", "actor": "customer"}


@pytest.fixture
def typed(studio) -> Offering:
    """The Tuesday class with four places for guests and one for a helper, a tier for each."""
    Offering.objects.filter(slug="tuesday-flow").update(participant_types={"guest": 4, "helper": 1})
    offering = Offering.objects.get(slug="tuesday-flow")
    drop_in = offering.variants.get()
    Variant.objects.filter(pk=drop_in.pk).update(participant_type="guest")
    drop_in.pk, drop_in.slug, drop_in.participant_type = None, "helping", "helper"
    drop_in.save()
    return offering


def left_by_type(offering: Offering, now: datetime) -> dict[str, int]:
    first = Session.objects.filter(offering=offering).order_by("starts_at").first()
    return shares_left([(first, offering)], left=places_left([first], now=now), now=now)[first.pk]


def test_each_type_has_its_own_places(typed, ask, now):
    book(ask("tuesday-flow", variant="drop-in", quantity=4), **BY_CUSTOMER, now=now)
    assert left_by_type(typed, now) == {"guest": 0, "helper": 1}
    with pytest.raises(SoldOut) as refused:
        book(ask("tuesday-flow", variant="drop-in", email="late@example.com"), **BY_CUSTOMER, now=now)
    assert (refused.value.detail, refused.value.extra["places_left"]) == ("The places for guest are sold out.", 0)
    helper = book(ask("tuesday-flow", variant="helping", email="hal@example.com"), **BY_CUSTOMER, now=now).booking
    assert (helper.participant_type, left_by_type(typed, now)) == ("helper", {"guest": 0, "helper": 0})
    cancel_booking(helper, actor="customer", now=now)
    assert left_by_type(typed, now) == {"guest": 0, "helper": 1}


def test_a_type_is_asked_for_where_the_tier_leaves_it_open(typed, ask, now):
    Variant.objects.filter(slug="drop-in", offering=typed).update(participant_type="")
    asked = [
        book(ask("tuesday-flow", variant="drop-in", email=f"{n}@example.com", **given), **BY_CUSTOMER, now=now)
        for n, given in enumerate([{}, {"participant_type": "helper"}])
    ]
    assert [placed.booking.participant_type for placed in asked] == ["guest", "helper"]
    with pytest.raises(Invalid) as refused:
        book(ask("tuesday-flow", variant="drop-in", participant_type="king"), **BY_CUSTOMER, now=now)
    assert refused.value.fields == {"participant_type": ["one of: guest, helper"]}


def test_a_share_held_and_lapsed_is_sold_once(typed, ask, now, settings):
    """A hold that ran out still confirms while nobody took over; whoever takes over ends it."""
    lapsed = hold_booking(ask("tuesday-flow", variant="helping"), now=now).booking
    later = now + timedelta(minutes=settings.HOLD_MINUTES)
    assert left_by_type(typed, later) == {"guest": 4, "helper": 1}
    book(ask("tuesday-flow", variant="helping", email="hal@example.com"), **BY_CUSTOMER, now=later)
    lapsed.refresh_from_db()
    assert (lapsed.status, left_by_type(typed, later)["helper"]) == ("expired", 0)
    assert Session.objects.get(seats__booking=lapsed).taken == 1
    with pytest.raises(SlotTaken, match="ran out"):
        confirm_booking(lapsed, **BY_CUSTOMER, now=later)


def test_moving_to_another_date_needs_a_place_of_the_same_type(typed, ask, now):
    first, second = Session.objects.filter(offering=typed).order_by("starts_at")[:2]
    book(ask("tuesday-flow", variant="helping", sessions=(second.reference,)), **BY_CUSTOMER, now=now)
    moving = book(ask("tuesday-flow", variant="helping", email="hal@example.com"), **BY_CUSTOMER, now=now).booking
    with pytest.raises(SoldOut, match="The places for helper are sold out."):
        swap_date(moving, session=first.reference, to_session=second.reference, actor="customer", now=now)
    assert moving.seats.get().session == first


@pytest.mark.parametrize(
    "opens, closes, obstacle",
    [
        (date(2027, 1, 5), None, "Registration opens on 5 January 2027."),
        (date(2027, 1, 4), date(2027, 1, 4), ""),
        (None, date(2027, 1, 3), "Registration closed on 3 January 2027."),
    ],
)
def test_registration_has_its_days(studio, ask, now, opens, closes, obstacle):
    Offering.objects.filter(slug="tuesday-flow").update(registration_opens=opens, registration_deadline=closes)
    if not obstacle:
        assert book(ask("tuesday-flow"), **BY_CUSTOMER, now=now).booking.status == "confirmed"
        return
    with pytest.raises(Invalid) as refused:
        book(ask("tuesday-flow"), **BY_CUSTOMER, now=now)
    assert refused.value.detail == obstacle


def test_a_course_can_be_joined_until_its_entry_closes(studio, ask, now):
    """The retreat's first two meetings may have begun: who comes later gets those ahead, then nobody."""
    Offering.objects.filter(slug="june-retreat").update(entry_closes_after=2, registration_deadline=None)
    sessions = list(Session.objects.filter(offering__slug="june-retreat").order_by("starts_at"))
    seen = []
    for index in (0, 1, 2, 3):
        at = sessions[index].starts_at - timedelta(minutes=1)
        complete_past(now=at)
        request = ask("june-retreat", email=f"{index}@example.com")
        if index == 3:
            with pytest.raises(Invalid):
                book(request, **BY_CUSTOMER, now=at)
        else:
            seen.append(book(request, **BY_CUSTOMER, now=at).booking.seats.count())
    assert seen == [len(sessions), len(sessions) - 1, len(sessions) - 2]


def test_what_has_to_come_before_is_named_until_it_is_completed(studio, ask, now):
    Offering.objects.filter(slug="tuesday-flow").update(prerequisites=["open-circle"])
    with pytest.raises(Invalid) as refused:
        book(ask("tuesday-flow"), **BY_CUSTOMER, now=now)
    assert refused.value.detail == (
        "Tuesday flow builds on Open circle, which you have not completed with this mail address."
    )
    book(ask("open-circle"), provider="free", actor="customer", now=now)
    with pytest.raises(Invalid):
        book(ask("tuesday-flow"), **BY_CUSTOMER, now=now)
    over = Session.objects.get(offering__slug="open-circle").ends_at
    while complete_past(now=over):
        pass
    assert Seat.objects.get(booking__offering__slug="open-circle").status == "attended"
    later = Session.objects.filter(offering__slug="tuesday-flow", starts_at__gt=over).order_by("starts_at").first()
    book(ask("tuesday-flow", sessions=(later.reference,), email="Eve@Example.com"), **BY_CUSTOMER, now=over)
    assert Booking.objects.filter(offering__slug="tuesday-flow").count() == 1


def test_staff_go_over_prerequisites_and_registration_for_a_reason(studio, ask, now):
    closed = {"prerequisites": ["open-circle"], "registration_deadline": date(2027, 1, 1)}
    Offering.objects.filter(slug="tuesday-flow").update(**closed)
    by = {"provider": "transfer", "actor": "staff:1", "now": now}
    # The control: by the rules nobody gets in.
    with pytest.raises(Invalid, match="Registration closed"):
        book(ask("tuesday-flow"), **by)
    with pytest.raises(Invalid) as refused:
        book_anyway(ask("tuesday-flow"), reason=" ", **by)
    assert (list(refused.value.fields), Booking.objects.count()) == (["reason"], 0)
    placed = book_anyway(ask("tuesday-flow"), reason="She was here last year", **by)
    assert [warning.split()[0] for warning in placed.warnings] == ["Registration", "Tuesday"]
    record = AuditRecord.objects.get(action="booking.policy_overruled")
    kept = (record.actor, record.reason, record.changes["warnings"])
    assert kept == ("staff:1", "She was here last year", list(placed.warnings))
    assert placed.booking.status == "confirmed"


def test_staff_never_go_over_what_is_sold(studio, ask, now):
    by = {"provider": "transfer", "actor": "staff:1", "reason": "Please", "now": now}
    book_anyway(ask("tuesday-flow", quantity=5), **by)
    with pytest.raises(SoldOut):
        book_anyway(ask("tuesday-flow"), **by)
    with pytest.raises(Invalid, match="already begun"):
        book_anyway(ask("tuesday-flow"), **{**by, "now": now + timedelta(days=2)})


def test_staff_book_outside_of_hours_and_limits_but_not_what_is_taken(studio, ask, now):
    by = {"provider": "transfer", "actor": "staff:1", "reason": "She works late", "now": now}
    evening, morning = datetime(2027, 1, 12, 18, tzinfo=UTC), datetime(2027, 1, 12, 8, tzinfo=UTC)
    Schedule.objects.filter(instructor__slug="ana-keller").update(firm=False, per_day=1)
    with pytest.raises(SlotTaken):
        book(ask("coaching", starts_at=(evening,)), **BY_CUSTOMER, now=now)
    late = book_anyway(ask("coaching", starts_at=(evening,)), **by)
    assert (late.booking.status, late.warnings) == ("confirmed", ("It is outside of the hours of Ana Keller.",))
    second = book_anyway(ask("coaching", starts_at=(morning,)), **by)
    assert second.warnings == ("1 sessions a day are the limit.",)
    with pytest.raises(SlotTaken, match="Ana Keller has Coaching on 12 January 09:00 to 10:00."):
        book_anyway(ask("coaching", starts_at=(morning + timedelta(minutes=30),)), **by)
    assert Booking.objects.filter(status="confirmed").count() == 2


def test_a_late_joiner_is_let_into_a_run(studio, ask, now):
    by = {"provider": "transfer", "actor": "staff:1", "now": now}
    later = datetime(2027, 6, 11, 12, tzinfo=UTC)
    placed = book_anyway(ask("june-retreat"), reason="Came from the waiting room", **{**by, "now": later})
    assert placed.warnings[-1] == "Entry has closed: 3 of 8 dates have begun."
    assert placed.booking.seats.count() == 5
