"""Starting the practice Stripe for tests, and doing to it what payers, banks and bad luck do."""

import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx

from tests.servers import ROOT

WEBHOOK_SECRET = "whsec_practicepractice"
KEYS = {"secret": "sk_test_practicepractice", "webhook": WEBHOOK_SECRET}
PUBLIC_KEY = "pk_test_practicepractice"
GOOD, DECLINED, SLOW = "4242424242424242", "4000000000000341", "twint"


@dataclass
class Practice:
    """A practice Stripe that runs."""

    url: str

    def _do(self, what: str, **data: object):
        answer = httpx.post(f"{self.url}/_practice/{what}", json=data, timeout=10)
        return answer.raise_for_status().json()

    def pay(self, ref: str, number: str = GOOD) -> None:
        """A payer tries a card; being declined is no error here."""
        self._do("pay", id=ref, number=number)

    def pay_hosted(self, ref: str, number: str = GOOD) -> None:
        self._do("hosted", id=ref, number=number)

    def finish(self, ref: str, *, is_good: bool) -> None:
        """What a slow bank says at last."""
        self._do("finish", id=ref, is_good=is_good)

    def dispute(self, ref: str) -> None:
        self._do("dispute", id=ref)

    def change(self, ref: str, **values: object) -> None:
        """Make a payment there another one than was asked for."""
        self._do("change", id=ref, values=values)

    def fail_next(self, *faults: str) -> None:
        """Of the next requests: "away" does nothing, "lost" does it and loses the answer."""
        self._do("faults", faults=faults)

    def refunds_come_to(self, *results: str) -> None:
        self._do("refunds", results=results)

    def calls(self) -> list[str]:
        """What was really done since this was asked before, repeats by the same key left out."""
        return self._do("calls")

    def intent(self, ref: str) -> dict:
        return httpx.get(f"{self.url}/v1/payment_intents/{ref}", auth=(KEYS["secret"], "")).json()

    def refunds(self, ref: str) -> list[dict]:
        query = {"payment_intent": ref}
        return httpx.get(f"{self.url}/v1/refunds", params=query, auth=(KEYS["secret"], "")).json()["data"]


@contextmanager
def practice_stripe(*options: str) -> Iterator[Practice]:
    """A process of its own, on a free port."""
    command = [sys.executable, "-m", "tests.cards", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Practice(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


def signed(event: dict, *, at: datetime, secret: str = WEBHOOK_SECRET) -> tuple[bytes, dict[str, str]]:
    """Body and headers as Stripe sends them; https://docs.stripe.com/webhooks#verify-manually."""
    body, stamp = json.dumps(event).encode(), int(at.timestamp())
    signature = hmac.new(secret.encode(), b"%d.%s" % (stamp, body), hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={stamp},v1={signature}"}


def event_about(ref: str, *, kind: str, number: int = 1, **more: object) -> dict:
    """An event as Stripe would tell it; what it says of the payment's state is never looked at."""
    thing = {"id": ref, "object": "payment_intent"}
    named = {"id": f"evt_{ref}_{kind}_{number}", "object": "event", "type": kind, "livemode": False}
    return {**named, "data": {"object": thing}, **more}
