from booking.api.presenters.slots import show_slots
from booking.api.presenters.values import show_time
from booking.reservations.why import ExplainedDay


def show_why(explained: ExplainedDay) -> dict[str, object]:
    """A day's free times, and all others with what removed them."""
    timezone = explained.timezone
    return {
        "timezone": timezone,
        "note": explained.note,
        "offered": show_slots(explained.offered, timezone=timezone)["slots"],
        "removed": [
            {
                "start": show_time(removed.start, timezone=timezone),
                "reasons": [{"cause": reason.cause.value, "text": reason.text} for reason in removed.reasons],
            }
            for removed in explained.removed
        ],
    }
