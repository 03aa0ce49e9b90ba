from booking.scheduling.services.capacity import give_places_back, take_places
from booking.scheduling.services.series import extend_series, save_series
from booking.scheduling.services.single import book_session, drop_single_sessions, keep_session

__all__ = [
    "book_session",
    "drop_single_sessions",
    "extend_series",
    "give_places_back",
    "keep_session",
    "save_series",
    "take_places",
]
