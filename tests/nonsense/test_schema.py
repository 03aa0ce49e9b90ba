"""The OpenAPI document is true: requests made from it, and against it, get the answers that it promises."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.figures import print_figure
from tests.servers import Installation
from tests.sizes import SIZES

# A cursor is sealed, so no made-up one is ever taken; the sound one for the first page is none. Days outside of the
# gate's years, more decimals than the currency has and values that name nothing are refused in spite of their form.
CONFIGURATION = """
[parameters]
"path.reference" = "{reference}"
"query.cursor" = ""
[[operations]]
include-path-regex = "/offerings/\\\\{{slug\\\\}}/(slots/)?$"
parameters = {{ "path.slug" = "coaching" }}
[[operations]]
include-path-regex = "/sessions/"
parameters = {{ "path.slug" = "tuesday-flow" }}
[[operations]]
include-path-regex = "/instructors/\\\\{{slug\\\\}}"
parameters = {{ "path.slug" = "ana-keller" }}
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", 400, 401, 403, 404, 409, 422]
"""
_BOOKING = {
    "offering": "coaching",
    "variant": "single",
    "starts_at": "2027-03-01T10:00:00+01:00",
    "timezone": "Europe/Zurich",
    "customer": {"name": "Eve Muster", "email": "eve@example.com"},
    "answers": {"goals": "Sleep better", "consent": True},
    "payment": {"provider": "transfer"},
}
_REQUESTS = re.compile(r"^\s*([\d,]+) generated", re.MULTILINE)
# About what all phases send besides, and for one example more; the figure says how many it really were.
_REQUESTS_BESIDES, _REQUESTS_PER_EXAMPLE = 250, 12


@pytest.mark.soak
@pytest.mark.either_database
@pytest.mark.parametrize("actor", ["holder", "anonymous", "stranger"][: SIZES.schema_actors])
def test_answers_are_those_of_the_document(served, tmp_path, actor):
    booked, elses = book(served), book(served, starts_at="2027-03-08T10:00:00+01:00")
    tokens = {"anonymous": [], "holder": [booked["token"]], "stranger": [elses["token"]]}
    headers = [part for token in tokens[actor] for part in ("--header", f"Authorization: Booking {token}")]
    output = ask(served, folder=tmp_path, reference=booked["reference"], headers=headers)
    print_figure("schema", actor=actor, requests=int(_REQUESTS.search(output).group(1).replace(",", "")))


def book(served: Installation, **changes: object) -> dict[str, object]:
    answer = httpx.post(f"{served.url()}/api/v1/bookings/", json={**_BOOKING, **changes}, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.json()


def ask(served: Installation, *, folder: Path, reference: str, headers: list[str]) -> str:
    """What schemathesis says in all its phases. Fails on its findings."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION.format(reference=reference))
    examples = max(1, (SIZES.schema_requests // 3 - _REQUESTS_BESIDES) // _REQUESTS_PER_EXAMPLE)
    options = ["--checks", "all", "--mode", "all", "--seed", "1", "--continue-on-failure", "--no-color"]
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{served.url()}/api/schema/", "--url", served.url()]
    done = subprocess.run(
        [*command, *options, "--max-examples", str(examples), "--generation-database", "none", *headers],
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_COVERAGE": "false"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-15_000:] + json.dumps(done.stderr[-2000:])
    return done.stdout
