"""OPS-3: after whatever statement a request breaks off, the data agree and the repeated request succeeds."""

import itertools
import os
import signal
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test import Client

from booking.core.consistency import find_faults
from booking.core.failpoints import FailPoint, fail, kill
from tests.crashes.purchases import (
    PURCHASES,
    Cancellation,
    Purchase,
    cancellation,
    contents,
    while_booking,
    while_cancelling,
)
from tests.figures import print_figure
from tests.sizes import SIZES

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AFTER_COMMIT = 0
MOST_STATEMENTS = 200


@pytest.fixture
def client(studio) -> Client:
    return Client(headers={"accept": "application/json"}, raise_request_exception=False)


def break_off(request: Purchase | Cancellation, *, client: Client, point: FailPoint) -> int:
    """Send the request with the fail point at work; the status of the answer."""
    with connection.execute_wrapper(point):
        return request.send(client).status_code


def break_off_in_a_process(request: Purchase | Cancellation, *, client: Client, point: FailPoint) -> bool:
    """The same in a process of its own; whether it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        break_off(request, client=client, point=point)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def assert_all_or_nothing(request: Purchase | Cancellation, *, studio, before: dict[str, set[str]], was, now) -> None:
    """Either it took place and everything agrees, or every row of every table is as it was before."""
    if [booking.status for booking in request.bookings()] == was:
        assert contents() == before
    else:
        assert find_faults(studio, now=now) == []


def assert_repeats(request: Purchase | Cancellation, *, client: Client, status: int, becomes: str) -> None:
    """Sent again it succeeds, with the same answer each time."""
    was = [booking.reference for booking in request.bookings()]
    answers = [request.send(client) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, status], answers[0].content
    assert answers[0].json() == answers[1].json()
    assert [booking.status for booking in request.bookings()] == [becomes]
    assert was in ([], [answers[0].json()["reference"]])


def raise_after_each(make: Callable, point_at: Callable, *, client, studio, now, status: int, becomes: str) -> int:
    """Break each off after its nth statement until there are no more; how many there were."""
    for number in itertools.count(1):
        assert number < MOST_STATEMENTS
        request, point = make(number), point_at(number, fail)
        before, was = contents(), [booking.status for booking in request.bookings()]
        answered = break_off(request, client=client, point=point)
        assert_all_or_nothing(request, studio=studio, before=before, was=was, now=now)
        assert answered == (500 if point.has_fired else status)
        assert_repeats(request, client=client, status=status, becomes=becomes)
        if not point.has_fired:
            return number - 1


def kill_after(statements: list[int], make: Callable, point_at: Callable, *, client, studio, now, **after) -> None:
    for number in statements:
        request = make(MOST_STATEMENTS // 2 + number)
        before, was = contents(), [booking.status for booking in request.bookings()]
        assert break_off_in_a_process(request, client=client, point=point_at(number, kill))
        assert_all_or_nothing(request, studio=studio, before=before, was=was, now=now)
        assert_repeats(request, client=client, **after)


def chosen(statements: int) -> list[int]:
    """Which statements to kill after: all in the long form; always between commit and answer."""
    step = max(1, statements // SIZES.killed_statements)
    return [AFTER_COMMIT, *range(1, statements + 1, step)]


@pytest.mark.parametrize("kind", PURCHASES)
def test_broken_off_booking_is_whole_or_nothing(kind, client, studio, now):
    after = {"client": client, "studio": studio, "now": now, "status": 201, "becomes": "confirmed"}
    statements = raise_after_each(PURCHASES[kind], while_booking, **after)
    killed = chosen(statements)
    kill_after(killed, PURCHASES[kind], while_booking, **after)
    assert find_faults(studio, now=now) == []
    print_figure("crash.book", kind=kind, database=connection.vendor, statements=statements, kills=len(killed))


@pytest.mark.parametrize("kind", PURCHASES)
def test_broken_off_cancellation_is_whole_or_nothing(kind, client, studio, now):
    def make(number: int) -> Cancellation:
        return cancellation(PURCHASES[kind](number), client=client, now=now)

    after = {"client": client, "studio": studio, "now": now, "status": 200, "becomes": "cancelled"}
    statements = raise_after_each(make, while_cancelling, **after)
    killed = chosen(statements)
    kill_after(killed, make, while_cancelling, **after)
    assert find_faults(studio, now=now) == []
    print_figure("crash.cancel", kind=kind, database=connection.vendor, statements=statements, kills=len(killed))


def test_booking_that_broke_off_after_its_commit_is_answered_again(client, studio):
    purchase = PURCHASES["class"](1)
    assert break_off(purchase, client=client, point=while_booking(AFTER_COMMIT, fail)) == 500
    (booking,) = purchase.bookings()
    assert purchase.send(client).json()["reference"] == booking.reference


def test_without_transactions_a_booking_is_left_half_written(client, studio, now, settings):
    settings.UNSAFE_WITHOUT_PROTECTION = True
    purchase, before = PURCHASES["class"](1), contents()
    assert break_off(purchase, client=client, point=while_booking(12, fail)) == 500
    with pytest.raises(AssertionError):
        assert_all_or_nothing(purchase, studio=studio, before=before, was=[], now=now)
