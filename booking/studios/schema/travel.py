"""How long people need from one place to another."""

from booking.studios.schema.composites import Key, ListOf, Ref, Section
from booking.studios.schema.scalars import Whole
from booking.studios.schema.types import INVALID, Context, Spot, Type

_WAY = Section(
    Key("from", Ref("places", singular="place")),
    Key("to", Ref("places", singular="place")),
    Key("minutes", Whole(1, 720, "minutes")),
)


class Travel(Type):
    """The value is a sorted list of (from, to, minutes); the way back is left out where it takes as long."""

    allowed = "a list of ways between places"
    items = ListOf(_WAY, most=2000)

    def read(self, spot: Spot) -> object:
        before = len(spot.context.problems)
        ways = self.items.read(spot)
        if ways is INVALID or len(spot.context.problems) > before:
            return INVALID
        minutes: dict[tuple[str, str], int] = {}
        for index, way in enumerate(ways):
            pair, place = (way["from"], way["to"]), spot.item(index, spot.node.items[index])
            if way["from"] == way["to"]:
                place.refuse("two different places", found=f"{way['from']} twice")
            elif pair in minutes:
                place.refuse("each way once", found=f"{pair[0]} to {pair[1]} a second time")
            else:
                minutes[pair] = way["minutes"]
        return shortest_list(minutes)

    def write(self, value: list[tuple], *, context: Context) -> list[dict]:
        ways = [{"from": origin, "to": target, "minutes": minutes} for origin, target, minutes in value]
        return [_WAY.write(way, context=context) for way in ways]


def shortest_list(minutes: dict[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    """Ways as a file says them: both directions only where they differ."""
    both = {(target, origin): taken for (origin, target), taken in minutes.items()} | minutes
    return sorted(
        (origin, target, taken)
        for (origin, target), taken in both.items()
        if origin < target or both[target, origin] != taken
    )
