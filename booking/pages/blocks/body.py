from wagtail import blocks

from booking.pages.blocks.bring import BringBlock
from booking.pages.blocks.call_to_action import CallToActionBlock
from booking.pages.blocks.faq import FaqBlock
from booking.pages.blocks.gallery import GalleryBlock
from booking.pages.blocks.hero import HeroBlock
from booking.pages.blocks.host import HostBlock
from booking.pages.blocks.itinerary import ItineraryBlock
from booking.pages.blocks.outcomes import OutcomesBlock
from booking.pages.blocks.place import PlaceBlock
from booking.pages.blocks.price_table import PriceTableBlock
from booking.pages.blocks.rich_text import RichTextBlock
from booking.pages.blocks.testimonials import TestimonialsBlock
from booking.pages.blocks.timetable import TimetableBlock
from booking.pages.blocks.video import VideoBlock


class StoryBody(blocks.StreamBlock):
    """What any page may be made of."""

    rich_text = RichTextBlock()
    gallery = GalleryBlock()
    outcomes = OutcomesBlock()
    itinerary = ItineraryBlock()
    testimonials = TestimonialsBlock()
    faq = FaqBlock()
    video = VideoBlock()
    bring = BringBlock()
    call_to_action = CallToActionBlock()


class LandingBody(StoryBody):
    """What a landing page may be made of: the same, and what is live from its offering."""

    hero = HeroBlock()
    host = HostBlock()
    price_table = PriceTableBlock()
    timetable = TimetableBlock()
    place = PlaceBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}, "timetable": {"max_num": 1}}
