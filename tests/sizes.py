"""How much of everything the tests try: a short form in `make test`, a long one in `make soak`."""

import os
from dataclasses import dataclass

LONG = os.environ.get("ALMANAC_SOAK") == "1"


@dataclass(frozen=True)
class Sizes:
    crowd_rounds: int
    random_configurations: int
    zones_of_a_kind: int


SIZES = Sizes(crowd_rounds=100, random_configurations=20_000, zones_of_a_kind=1000) if LONG else Sizes(1, 500, 1)
