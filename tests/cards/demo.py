"""The demo with cards: a practice Stripe beside it, and keys for it. No money moves, and no account is needed."""

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from tests.cards.practice import KEYS, PUBLIC_KEY, WEBHOOK_SECRET, practice_stripe
from tests.servers import ROOT

_STUDIO = "lakeside"
_NOTE = """
  Cards            4242 4242 4242 4242 pays, 4000 0000 0000 0341 is declined; both only pretend
"""


def main() -> int:
    """Run the demo until it ends, with a practice Stripe that tells it what was paid."""
    port = os.environ.get("PORT") or "8000"
    hook = f"http://localhost:{port}/hooks/card/"
    with practice_stripe("--webhook", hook, "--webhook-secret", WEBHOOK_SECRET) as practice:
        environment = {
            **os.environ,
            "ALMANAC_STRIPE_API": practice.url,
            "ALMANAC_STRIPE_SCRIPT": f"{practice.url}/js.stripe.com/v3/",
            "ALMANAC_PAYMENT_PUBLIC": PUBLIC_KEY,
            "ALMANAC_PAYMENT_SECRET": KEYS["secret"],
            "ALMANAC_PAYMENT_WEBHOOK": WEBHOOK_SECRET,
        }
        with subprocess.Popen([sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment) as demo:
            given = {"demo": demo, "port": port, "environment": environment}
            threading.Thread(target=_give_keys, kwargs=given, daemon=True).start()
            try:
                return demo.wait()
            except KeyboardInterrupt:
                return demo.wait()


def _give_keys(*, demo: subprocess.Popen, port: str, environment: dict[str, str]) -> None:
    while demo.poll() is None and not _answers(f"http://localhost:{port}/readyz"):
        time.sleep(0.5)
    if demo.poll() is None:
        command = [sys.executable, "manage.py", "set_payment_keys", _STUDIO, "card", "test"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        sys.stdout.write(_NOTE)
        sys.stdout.flush()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
