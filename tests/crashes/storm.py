"""Sixteen people who book and cancel without pause, over HTTP, and repeat what got no answer."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import httpx

CLIENTS = 16
LONGEST_PAUSE = 0.3
PATIENCE_SECONDS = 150
# Refused or passing; everything else is the answer.
TRY_AGAIN = {503}


@dataclass
class Storm:
    """What was asked and told. `acknowledged` is the last status we were told, by reference; `emails` who booked it."""

    url: str
    chance: random.Random
    first_hour: datetime
    sessions: list[str] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    acknowledged: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    answered_at: list[float] = field(default_factory=list)
    is_over: bool = False

    @property
    def longest_outage(self) -> float:
        """Seconds between two answers, whoever got them, at most."""
        return max(after - before for before, after in zip(self.answered_at, self.answered_at[1:], strict=False))

    async def rage(self, until: asyncio.Future) -> None:
        """Send until the future is done, and then to the end what was begun."""
        limits = httpx.Limits(max_connections=CLIENTS)
        async with httpx.AsyncClient(base_url=self.url, limits=limits, timeout=20) as client:
            path = "/api/v1/offerings/flow/sessions/?from=2027-01-05&to=2027-02-28"
            self.sessions = [session["reference"] for session in (await client.get(path)).json()["results"]]
            people = [asyncio.create_task(self._book_and_cancel(client, number)) for number in range(CLIENTS)]
            try:
                await until
            finally:
                self.is_over = True
                await asyncio.gather(*people)

    async def _book_and_cancel(self, client: httpx.AsyncClient, number: int) -> None:
        purchases = 0
        while not self.is_over:
            purchases += 1
            made = await self._book(client, email=f"client{number}.{purchases}@example.com")
            if made and self.chance.random() < 0.2:
                await self._cancel(client, made)
            await asyncio.sleep(self.chance.uniform(0, LONGEST_PAUSE))

    async def _book(self, client: httpx.AsyncClient, *, email: str) -> dict | None:
        customer = {"name": "Client", "email": email}
        body = {"timezone": "Europe/Zurich", "customer": customer, "payment": {"provider": "transfer"}}
        if self.chance.random() < 0.5:
            body |= {"offering": "flow", "variant": "seat", "session": self.chance.choice(self.sessions)}
        else:
            start = self.first_hour + timedelta(hours=self.chance.randrange(24 * 120))
            body |= {"offering": "hour", "variant": "single", "starts_at": start.isoformat()}
        key = str(UUID(int=self.chance.getrandbits(128), version=4))
        answer = await self._insist(client, "/api/v1/bookings/", body, headers={"Idempotency-Key": key})
        if answer.status_code != 201:
            return None
        made = answer.json()
        self.acknowledged[made["reference"]], self.emails[made["reference"]] = made["status"], email
        return made

    async def _cancel(self, client: httpx.AsyncClient, made: dict) -> None:
        path = f"/api/v1/bookings/{made['reference']}/cancel/"
        headers = {"Authorization": f"Booking {made['token']}"}
        answer = await self._insist(client, path, {}, headers=headers)
        if answer.status_code == 200:
            self.acknowledged[made["reference"]] = answer.json()["status"]

    async def _insist(self, client: httpx.AsyncClient, path: str, body: dict, *, headers: dict) -> httpx.Response:
        """Send the same request until there is an answer; raises TransportError when patience ends."""
        began = time.monotonic()
        while True:
            try:
                answer = await client.post(path, json=body, headers=headers)
            except httpx.TransportError:
                if time.monotonic() - began > PATIENCE_SECONDS:
                    raise
                self.answers["no answer"] += 1
                await asyncio.sleep(0.1)
                continue
            self.answers[answer.status_code] += 1
            if answer.status_code not in TRY_AGAIN:
                self.answered_at.append(time.monotonic())
                return answer
            assert int(answer.headers["Retry-After"]) > 0
            await asyncio.sleep(0.2)
