"""PAY-13: earnings at the desk: managers see everybody's, instructors their own; a month is closed as it was shown."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from booking.earnings.models import Statement
from booking.earnings.rules import Pay, PayKind
from booking.earnings.services import save_terms_of_instructor
from booking.people.models import Instructor
from booking.reservations.models import Seat
from booking.reservations.services import check_in, complete_past, mark_no_show
from tests.backoffice.test_desk import booked
from tests.backoffice.test_time_off import carried

pytestmark = pytest.mark.django_db
PAGE, FILE, CLOSE = (f"/admin/studio/earnings/{part}" for part in ("", "file/", "close/"))
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 1, 8, tzinfo=UTC)
MONTH = {"month": "2027-01"}
BY = {"actor": "staff:1", "now": FEBRUARY}


@pytest.fixture
def earned(studio) -> None:
    """Ana had a coaching of CHF 120.00 and Ben a lesson; it is February."""
    half = Pay(PayKind.PERCENTAGE, percent=Decimal("50"))
    for slug, pay in (("ana-keller", half), ("ben-lind", Pay(PayKind.PER_SESSION, amount=8000))):
        save_terms_of_instructor(Instructor.objects.get(slug=slug), pay=pay)
    booked("coaching", at=MONDAY)
    booked("lesson", at=MONDAY + timedelta(hours=8))
    follow(MONDAY + timedelta(days=2))
    with frozen_at(FEBRUARY):
        yield


def follow(now: datetime) -> None:
    while complete_past(now=now):
        pass
    while deliver_due(now=now):
        pass


def seats():
    """Of Ana's coaching."""
    return Seat.objects.filter(session__starts_at=MONDAY).select_related("booking", "session")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def lines(client) -> list[list[str]]:
    content = client.get(FILE, MONTH).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))[1:]


def test_managers_see_everybodys_and_instructors_their_own(sign_in, earned):
    owner, ana = text(sign_in("owner").get(PAGE, MONTH)), text(sign_in("ana").get(PAGE, MONTH))
    assert [name in owner for name in ("Ana Keller", "Ben Lind", "CHF 135.50", "Close the month")] == [True] * 4
    assert [name in ana for name in ("Ana Keller", "Ben Lind", "CHF 55.50", "Close the month")] == [
        *(True, False, True, False),
    ]
    assert [row[1:9] for row in lines(sign_in("ana"))] == [
        ["Ana Keller", "2027-01-18", "Coaching", lines(sign_in("ana"))[0][4], "percentage", "1", "111.01", "55.50"]
    ]
    assert [len(lines(sign_in(name))) for name in ("owner", "ana", "ben")] == [2, 1, 1]


def test_a_month_is_closed_as_shown_and_once(sign_in, earned):
    owner = sign_in("owner")
    form = carried(owner.get(CLOSE, MONTH))
    assert [owner.post(CLOSE, form).status_code for _ in range(2)] == [303, 303]
    shown = Statement.objects.order_by("total").values_list("instructor__slug", "month", "total", "actor")
    assert [row[:3] for row in shown] == [("ana-keller", "2027-01", 5550), ("ben-lind", "2027-01", 8000)]
    page = text(owner.get(PAGE, MONTH))
    assert ("due from 1 February 2027" in page, "Close the month" in page) == (True, False)
    assert "Nothing is open" in text(owner.get(CLOSE, MONTH))


def test_a_statement_is_printed_for_whom_it_is_about(sign_in, earned, studio):
    """The same bytes whenever it is asked for; a colleague's is not there."""
    owner = sign_in("owner")
    owner.post(CLOSE, carried(owner.get(CLOSE, MONTH)))
    address = f"{PAGE}statements/{Statement.objects.get(instructor__slug='ana-keller').reference}/"
    assert address in owner.get(PAGE, MONTH).content.decode()
    first, again = owner.get(address), sign_in("ana").get(address)
    found = (first["Content-Type"], first.content[:5], first.content == again.content)
    assert found == ("application/pdf", b"%PDF-", True)
    assert sign_in("ben").get(address).status_code == 404


def test_what_comes_later_is_in_the_next_statement(sign_in, earned):
    owner = sign_in("owner")
    stale = carried(owner.get(CLOSE, MONTH))
    mark_no_show(seats(), **BY)
    follow(FEBRUARY)
    refused = owner.post(CLOSE, stale)
    assert (refused.status_code, Statement.objects.exists()) == (409, False)
    owner.post(CLOSE, carried(owner.get(CLOSE, MONTH)))
    check_in(seats(), **BY)
    follow(FEBRUARY)
    assert "Correction: 1 person" in text(owner.get(PAGE, {"month": "2027-02"}))
    assert Statement.objects.get(instructor__slug="ana-keller").total == 0


def test_only_a_month_that_is_over_is_closed_and_only_by_managers(sign_in, earned):
    owner = sign_in("owner")
    early = owner.get(CLOSE, {"month": "2027-02"})
    assert "not over yet" in text(early)
    assert sign_in("ana").get(CLOSE, MONTH).status_code == 403
    assert sign_in("ana").post(CLOSE, carried(owner.get(CLOSE, MONTH))).status_code == 403
    assert not Statement.objects.exists()


def test_a_month_without_earnings_says_how_they_come_about(sign_in, studio):
    assert "earnings: {kind: percentage" in text(sign_in("owner").get(PAGE))
    save_terms_of_instructor(Instructor.objects.get(slug="ana-keller"), pay=Pay(PayKind.FLAT, amount=1))
    assert "Nothing was earned in this month" in text(sign_in("owner").get(PAGE, {"month": "nonsense"}))
