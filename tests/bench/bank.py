"""A bank's file with thousands of credits: until each is booked, and how long others wait for a piece of it."""

import json

from tests.bench.ground import Ground, run_module


def measure(ground: Ground) -> None:
    with ground.prepared() as installation:
        printed = run_module(installation, "tests.bench.bank_file", str(ground.effort.most_entries))
        ground.print("bank", **json.loads(printed.splitlines()[-1]))
