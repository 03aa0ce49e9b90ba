"""A process that sends what is due with several threads until nothing is left: `worker.py <threads>`."""

import sys
import threading

import django

django.setup()

from django.db import connection  # noqa: E402

from booking.core.clock import now  # noqa: E402
from booking.notifications.services import send_due  # noqa: E402


def drain() -> None:
    while send_due(now=now()):
        pass
    connection.close()


def main(threads: int) -> None:
    running = [threading.Thread(target=drain) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]))
