"""What a form of the desk says, understood."""

from datetime import datetime

from django.utils.translation import gettext as _

from booking.core.errors import Invalid
from booking.core.gate import EARLIEST, LATEST
from booking.core.timezones import instant_at


def read_wall(text: str, *, timezone: str, field: str) -> datetime:
    """The instant of a date and time as a browser sends it, on the clocks of a zone. Raises Invalid."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None or not EARLIEST <= wall.date() <= LATEST:
        raise Invalid(_("Choose a day and a time."), fields={field: [_("a day and a time such as 2027-03-01 18:00")]})
    return instant_at(wall, timezone)


def read_count(text: str, *, least: int, most: int, field: str) -> int:
    """A whole number within bounds. Raises Invalid."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not least <= number <= most:
        bounds = _("a whole number from %(least)s to %(most)s") % {"least": least, "most": most}
        raise Invalid(_("Enter a whole number."), fields={field: [bounds]})
    return number
