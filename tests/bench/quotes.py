"""Quotes over REST: of a plain price, and of one with a phase, a discount and a code."""

from tests.bench.booking import CLIENTS
from tests.bench.client import Connection, Operation, load
from tests.bench.ground import Ground, say
from tests.bench.studio import CODE, DISCOUNTED, appointment

PLAIN = {"offering": appointment(0), "variant": "single"}
EVERYTHING = {"offering": DISCOUNTED, "variant": "seat", "quantity": 3, "coupon": CODE, "email": "eve@example.com"}


def measure(ground: Ground) -> None:
    effort = ground.effort
    with ground.product() as product:
        for clients in CLIENTS:
            say(f"  {ground.database}, {clients} at once")
            for what, body in (("plain", PLAIN), ("everything", EVERYTHING)):
                usage = ground.usage(product)
                run = load(
                    product.port,
                    quoting(body),
                    clients=clients,
                    seconds=effort.seconds,
                    warm_up=effort.warm_up,
                    usage=usage,
                )
                ground.print_run(f"quote_{what}_{clients}", run)


def quoting(body: dict) -> Operation:
    def quote(connection: Connection, number: int) -> None:
        answer = connection.post_json("/api/v1/quotes/", body)
        assert answer.status == 200, answer

    return quote
