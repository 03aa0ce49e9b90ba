from booking.pages.models.base import SitePage
from booking.pages.models.offerings import OfferingIndexPage, OfferingPage
from booking.pages.models.people import InstructorIndexPage, InstructorPage
from booking.pages.models.schedule import SchedulePage

__all__ = [
    "InstructorIndexPage",
    "InstructorPage",
    "OfferingIndexPage",
    "OfferingPage",
    "SchedulePage",
    "SitePage",
]
