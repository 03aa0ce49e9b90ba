"""The ways a place or a time is taken and given back, as a stranger's program would go them over HTTP."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.servers import ROOT, Installation

BASE = {"timezone": "Europe/Zurich", "payment": {"provider": "transfer"}}
# Everything a way may be told when somebody was faster.
REFUSALS = {409, 422, 503}


@dataclass
class Prize:
    """What everybody wants: the five places of a class, and one hour of the only coach."""

    name: str
    starts_at: str
    session: str = ""
    studio: str = ""
    held: list[dict] = field(default_factory=list)

    def wish(self, number: int) -> dict[str, object]:
        """Every second client is after the hour."""
        if number % 2:
            return {**BASE, "offering": "hour", "variant": "single", "starts_at": self.starts_at}
        return {**BASE, "offering": self.name, "variant": "seat", "session": self.session}


Client = httpx.AsyncClient
Way = Callable[[Client, Installation, Prize, int], Awaitable[int]]


def somebody(way: str, number: int) -> dict[str, str]:
    return {"name": f"{way} {number}", "email": f"{way}{number}@example.com"}


async def book_by_api(client: Client, installation: Installation, prize: Prize, number: int) -> int:
    body = {**prize.wish(number), "customer": somebody("api", number)}
    return (await client.post("/api/v1/bookings/", json=body)).status_code


async def book_by_form(client: Client, installation: Installation, prize: Prize, number: int) -> int:
    """From the list of dates or times to the confirmation, by links and forms alone."""
    wish = prize.wish(number)
    slug, link = wish["offering"], await _link_to(client, prize, wish)
    if not link:
        return 409
    details = await client.get(link)
    state = re.search(r'name="state" value="([^"]+)"', details.text)
    if details.status_code != 200 or not state:
        return details.status_code if details.status_code != 200 else 409
    filled = {**somebody("form", number), "phone": "", "state": state.group(1)}
    summary = await client.post(f"/book/{slug}/details/", data=filled)
    confirm = re.search(r'<form class="form" method="post" action="([^"]+/summary/[^"]+)"', unescape(summary.text))
    if summary.status_code != 200 or not confirm:
        return summary.status_code if summary.status_code != 200 else 409
    answer = await client.post(confirm.group(1), data={"provider": "transfer"}, follow_redirects=False)
    return 201 if answer.status_code == 303 else answer.status_code


async def _link_to(client: Client, prize: Prize, wish: dict[str, object]) -> str:
    page = f"/book/{wish['offering']}/"
    if "starts_at" in wish:
        page = f"{page}times/?day={prize.starts_at[:10]}"
    answer = await client.get(page)
    assert answer.status_code == 200, answer.text
    links = re.findall(r'href="([^"]+/details/\?choice=[^"]+)"', unescape(answer.text))
    return links[0] if links else ""


async def cancel_by_api(client: Client, installation: Installation, prize: Prize, number: int) -> int:
    booking = prize.held[number % len(prize.held)]
    token = {"Authorization": f"Booking {booking['token']}"}
    return (await client.post(f"/api/v1/bookings/{booking['reference']}/cancel/", json={}, headers=token)).status_code


async def cancel_by_page(client: Client, installation: Installation, prize: Prize, number: int) -> int:
    """The button of the manage page, with the form's own fields."""
    booking = prize.held[number % len(prize.held)]
    token = parse_qs(urlsplit(booking["manage_url"]).query)["token"][0]
    page = await client.get(f"/booking/{booking['reference']}/cancel/", params={"token": token})
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    if page.status_code != 200 or "state" not in fields:
        return page.status_code
    return (await client.post(page.url.path, params={"token": token}, data=fields)).status_code


async def load_file(client: Client, installation: Installation, prize: Prize, number: int) -> int:
    """The owner loads a changed studio file: a talk of the coach in the very hour that everybody wants."""
    command = [sys.executable, "manage.py", "load_studio", prize.studio]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=installation.environment, capture_output=True, text=True, timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return 201 if done.returncode == 0 else 409


BOOKING: dict[str, Way] = {"form": book_by_form, "api": book_by_api}
WAYS: dict[str, Way] = {**BOOKING, "cancel": cancel_by_api, "cancel page": cancel_by_page, "loader": load_file}


async def rush_both(
    installation: Installation, prize: Prize, ways: tuple[str, str], *, clients: int
) -> dict[str, list[int]]:
    """Go both ways at once; the answers of each."""
    limits = httpx.Limits(max_connections=2 * clients)
    async with Client(base_url=installation.url(), limits=limits, timeout=60, follow_redirects=True) as client:
        jobs = [
            (way, WAYS[way](client, installation, prize, number))
            for way in ways
            for number in range(1 if way == "loader" else clients)
        ]
        statuses = await asyncio.gather(*(job for _, job in jobs))
    answers: dict[str, list[int]] = {way: [] for way in ways}
    for (way, _), status in zip(jobs, statuses, strict=True):
        answers[way].append(status)
    return answers
