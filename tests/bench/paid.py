"""Bookings paid by card: made over REST, paid at a practice Stripe, and confirmed by looking there."""

from urllib.parse import urlsplit

from tests.bench.booking import sessions_of, somebody
from tests.bench.client import Connection, Operation, load
from tests.bench.ground import Ground, say
from tests.bench.studio import CLASS
from tests.cards.practice import GOOD, KEYS, PUBLIC_KEY, practice_stripe

CLIENTS = (1, 8)
_BODY = {"timezone": "Europe/Zurich", "payment": {"provider": "card"}, "offering": CLASS, "variant": "drop-in"}


def measure(ground: Ground) -> None:
    with practice_stripe() as practice, ground.prepared() as product:
        product.environment |= {
            "ALMANAC_STRIPE_API": practice.url,
            "ALMANAC_PAYMENT_PUBLIC": PUBLIC_KEY,
            "ALMANAC_PAYMENT_SECRET": KEYS["secret"],
            "ALMANAC_PAYMENT_WEBHOOK": KEYS["webhook"],
        }
        product.manage("set_payment_keys", "bench", "card", "test")
        product.start_web(workers=ground.effort.web_workers)
        pay = paying(sessions_of(product, CLASS), port=urlsplit(practice.url).port)
        for clients in CLIENTS:
            say(f"  {ground.database}, {clients} at once")
            effort = ground.effort
            timed = {"clients": clients, "seconds": effort.seconds, "warm_up": effort.warm_up}
            ground.print_run(f"paid_{clients}", load(product.port, pay, **timed, usage=ground.usage(product)))


def paying(references: list[str], *, port: int) -> Operation:
    """One paid booking: book, pay there as a browser would, come back and let us look."""

    def book_and_pay(connection: Connection, number: int) -> None:
        body = {**_BODY, "session": references[number % len(references)], "customer": somebody()}
        booked = connection.post_json("/api/v1/bookings/", body)
        assert booked.status == 201, booked
        step = booked.json()["payment"]["next"]
        bank = Connection(port)
        ref = step["client_secret"].split("_secret_")[0]
        assert bank.post_json("/_practice/pay", {"id": ref, "number": GOOD}).status == 200
        bank.close()
        page = urlsplit(step["url"])
        looked = connection.post_form(f"{page.path}?{page.query}", "look=1")
        assert looked.status == 303, looked
        shown = connection.get(f"{page.path}?{page.query}")
        assert shown.status == 303, shown
        assert "/done/" in shown.headers["location"], shown.headers

    return book_and_pay
