"""A guest books a place of a class through the pages, from the list of dates to the confirmation."""

import re
from html import unescape
from urllib.parse import urlencode

from tests.bench.booking import somebody
from tests.bench.client import Answer, Connection, load
from tests.bench.ground import Ground, say
from tests.bench.studio import CLASS

CLIENTS = (1, 8)


def measure(ground: Ground) -> None:
    with ground.product() as product:
        for clients in CLIENTS:
            say(f"  {ground.database}, {clients} at once")
            effort = ground.effort
            run = load(
                product.port,
                book_as_guest,
                clients=clients,
                seconds=effort.seconds,
                warm_up=effort.warm_up,
                usage=ground.usage(product),
            )
            ground.print_run(f"guest_{clients}", run, requests=requests_of_a_guest(product.port))


def requests_of_a_guest(port: int) -> int:
    """Following the confirmation's redirect counts."""
    connection = Connection(port)
    book_as_guest(connection, 0)
    connection.close()
    return connection.requests


def book_as_guest(connection: Connection, number: int) -> None:
    """Each guest books another date of the page, by its forms alone. Fails when the confirmation is not reached."""
    dates = _page(connection.get(f"/book/{CLASS}/"))
    links = re.findall(r'href="([^"]+/details/\?choice=[^"]+)"', dates)
    details = _page(connection.get(links[number % len(links)]))
    state = re.search(r'name="state" value="([^"]+)"', details).group(1)
    guest = urlencode({**somebody(), "phone": "", "state": state, "provider": "transfer", "now": "yes"})
    confirmed = connection.post_form(f"/book/{CLASS}/details/", guest)
    if confirmed.status == 303:
        confirmed = connection.get(confirmed.headers["location"])
    assert "CH93 0076 2011 6238 5295 7" in _page(confirmed)


def _page(answer: Answer) -> str:
    assert answer.status == 200, answer
    return unescape(answer.text())
