from collections import Counter
from collections.abc import Iterable

from booking.api.presenters.values import show_time
from booking.reservations.slots import Slot


def show_slots(slots: Iterable[Slot], *, timezone: str) -> dict[str, object]:
    """Free times on the clock of `timezone`, and how many each of its days has."""
    shown = [
        {
            "start": show_time(slot.start, timezone=timezone),
            "end": show_time(slot.end, timezone=timezone),
            "instructor": slot.instructors[0].slug,
            "booking": "firm" if slot.is_firm else "request",
            **({} if slot.is_firm else {"reason": slot.reason}),
        }
        for slot in slots
    ]
    return {"timezone": timezone, "slots": shown, "days": dict(Counter(slot["start"][:10] for slot in shown))}
