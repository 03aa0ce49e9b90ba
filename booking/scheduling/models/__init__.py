from booking.scheduling.models.places import Place, Room, Venue, VenueRoom
from booking.scheduling.models.series import Series
from booking.scheduling.models.sessions import Session, SessionFacilitator

__all__ = ["Place", "Room", "Series", "Session", "SessionFacilitator", "Venue", "VenueRoom"]
