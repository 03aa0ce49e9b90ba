"""A calendar feed of a thousand sessions. The product serves none yet: the row stays open until it does."""

from tests.bench.client import Connection
from tests.bench.ground import Ground

ADDRESS = "/calendar/not-a-token.ics"


def measure(ground: Ground) -> None:
    """Fails as soon as there are feeds, because then they are to be measured."""
    with ground.product() as product:
        page = Connection(product.port).get(ADDRESS)
    assert page.headers["content-type"].startswith("text/html"), page
    ground.print("feed", note="there is no calendar feed yet")
