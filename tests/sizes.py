"""How much of everything the tests try: a short form in `make test`, a long one in `make soak`."""

import os
from dataclasses import dataclass

LONG = os.environ.get("ALMANAC_SOAK") == "1"


@dataclass(frozen=True)
class Sizes:
    crowd_rounds: int
    crossing_clients: int
    random_configurations: int
    zones_of_a_kind: int
    every_nth_venue: int
    random_offers: int
    killed_statements: int
    kills: int
    messages: int
    message_kills: int
    checked_bookings: int
    limit_rounds: int
    random_changes: int
    values_per_parameter: int
    values_per_admin_parameter: int
    schema_requests: int
    schema_actors: int
    matrix_actors: int
    lifecycles: int
    lifecycle_steps: int
    approval_rounds: int
    money_lives: int
    money_steps: int
    payment_replays: int


LONG_FORM = Sizes(
    crowd_rounds=100,
    crossing_clients=100,
    random_configurations=20_000,
    zones_of_a_kind=1000,
    every_nth_venue=1,
    random_offers=1000,
    killed_statements=1000,
    kills=100,
    messages=10_000,
    message_kills=40,
    checked_bookings=100_000,
    limit_rounds=50,
    random_changes=2000,
    values_per_parameter=1000,
    values_per_admin_parameter=10,
    schema_requests=20_000,
    schema_actors=3,
    matrix_actors=10,
    lifecycles=200,
    lifecycle_steps=50,
    approval_rounds=50,
    money_lives=500,
    money_steps=100,
    payment_replays=10,
)
SHORT_FORM = Sizes(
    crowd_rounds=1,
    crossing_clients=10,
    random_configurations=500,
    zones_of_a_kind=1,
    every_nth_venue=5,
    random_offers=60,
    killed_statements=6,
    kills=3,
    messages=80,
    message_kills=3,
    checked_bookings=500,
    limit_rounds=2,
    random_changes=10,
    values_per_parameter=1,
    values_per_admin_parameter=0,
    schema_requests=300,
    schema_actors=1,
    matrix_actors=2,
    lifecycles=3,
    lifecycle_steps=25,
    approval_rounds=2,
    money_lives=10,
    money_steps=15,
    payment_replays=1,
)

SIZES = LONG_FORM if LONG else SHORT_FORM
