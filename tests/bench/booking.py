"""Bookings over REST beside the floor, on the same machine in the same minutes."""

import itertools
from datetime import UTC, datetime, timedelta

from tests.bench.client import Connection, Operation, Run, load
from tests.bench.ground import Ground, say
from tests.bench.studio import CLASS, COACHES, SLOT_MINUTES, appointment
from tests.servers import Installation

CLIENTS = (1, 8)
# Every coach works around the clock, so any quarter of an hour is free until it is booked.
FIRST_DAY = datetime(2027, 1, 6, 6, 0, tzinfo=UTC)
_DAYS, _SLOTS = 300, 24 * 60 // SLOT_MINUTES
BASE = {"timezone": "Europe/Zurich", "payment": {"provider": "transfer"}}
_numbers = itertools.count()


def measure(ground: Ground) -> None:
    with ground.floor() as floor, ground.product() as product:
        book_class = booking_of_places(product)
        book_time = booking_of_times()
        for clients in CLIENTS:
            say(f"  {ground.database}, {clients} at once")
            ground.print_run(f"ceiling_{clients}", _load(ground, floor, do_nothing, clients=clients))
            bare = _load(ground, floor, floor_booking, clients=clients)
            ground.print_run(f"floor_{clients}", bare)
            for what, operation in (("class", book_class), ("appointment", book_time)):
                run = _load(ground, product, operation, clients=clients)
                ratio = round(run.per_second / bare.per_second, 3)
                row = f"booking_{what}_{clients}_{ground.database.lower()}"
                ground.print_run(row, run, floor_per_second=round(bare.per_second, 1), ratio_to_floor=ratio)


def _load(ground: Ground, installation: Installation, operation: Operation, *, clients: int) -> Run:
    effort = ground.effort
    usage = ground.usage(installation)
    return load(
        installation.port, operation, clients=clients, seconds=effort.seconds, warm_up=effort.warm_up, usage=usage
    )


def somebody() -> dict[str, str]:
    """A customer nobody has seen before."""
    number = next(_numbers)
    return {"name": f"Client {number}", "email": f"client{number}@example.com"}


def do_nothing(connection: Connection, number: int) -> None:
    """How fast the client itself is."""
    assert connection.get("/healthz").status == 200


def floor_booking(connection: Connection, number: int) -> None:
    session = number % 50 + 1
    answer = connection.post_json("/bookings/", {**somebody(), "session": session})
    assert answer.status == 201, answer


def booking_of_places(product: Installation) -> Operation:
    """Each client books places of a date of its own, as visitors of different classes do."""
    references = sessions_of(product, CLASS)

    def book(connection: Connection, number: int) -> None:
        body = {"offering": CLASS, "variant": "drop-in", "session": references[number % len(references)]}
        post_booking(connection, body)

    return book


def booking_of_times() -> Operation:
    """Each client books the times of a coach of its own, one after the other over the days."""
    taken = [itertools.count() for _ in range(COACHES)]

    def book(connection: Connection, number: int) -> None:
        coach = number % COACHES
        slot, day = divmod(next(taken[coach]), _DAYS)
        body = {"offering": appointment(coach), "variant": "single", "starts_at": start_of(day, slot)}
        post_booking(connection, body)

    return book


def start_of(day: int, slot: int) -> str:
    """The beginning of a slot, counted from the morning of 6 January 2027."""
    begins = FIRST_DAY + timedelta(days=day, minutes=(slot % _SLOTS) * SLOT_MINUTES)
    return begins.isoformat()


def post_booking(connection: Connection, body: dict) -> None:
    answer = connection.post_json("/api/v1/bookings/", {**BASE, **body, "customer": somebody()})
    assert answer.status == 201, answer


def sessions_of(product: Installation, slug: str) -> list[str]:
    """References of an offering's dates, in order."""
    answer = Connection(product.port).get(f"/api/v1/offerings/{slug}/sessions/?page_size=50")
    return [session["reference"] for session in answer.json()["results"]]
