from booking.offerings.models import Offering
from booking.offerings.selectors import public_offerings


def featured_offerings(*, most: int) -> list[Offering]:
    """Public offerings that show the breadth: the first of every kind, then the others, in the studio's order."""
    pairs = list(public_offerings().prefetch_related(None).values_list("pk", "kind"))
    first_of_kind = {kind: pk for pk, kind in reversed(pairs)}
    leading = [pk for pk, _ in pairs if pk in first_of_kind.values()]
    others = [pk for pk, _ in pairs if pk not in first_of_kind.values()]
    return list(public_offerings().filter(pk__in=[*leading, *others][:most]))
