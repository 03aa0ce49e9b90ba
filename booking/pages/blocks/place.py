from urllib.parse import urlencode

from wagtail import blocks

from booking.pages.blocks.section import LiveSection
from booking.pages.presentation.facts import Landing
from booking.scheduling.models import Place


class PlaceBlock(LiveSection):
    """How to get there, in words and with a link to a map; nothing of a stranger is loaded."""

    heading = blocks.CharBlock(max_length=120, default="Where it is")
    note = blocks.TextBlock(required=False, max_length=400, rows=2)

    def live_context(self, landing: Landing, *, context: dict) -> dict:
        return {"map_url": map_url(landing.place) if landing.place else ""}

    class Meta:
        icon = "globe"
        label = "Place"
        template = "pages/blocks/place.html"
        description = "Address, directions and parking of the offering's place, with a link to a map."
        preview_value = {"heading": "Where it is", "note": ""}


def map_url(place: Place) -> str:
    """Where OpenStreetMap shows the point, or finds the address; empty without either."""
    if place.latitude is not None and place.longitude is not None:
        point = {"mlat": place.latitude, "mlon": place.longitude}
        return f"https://www.openstreetmap.org/?{urlencode(point)}#map=17/{place.latitude}/{place.longitude}"
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place.address})}" if place.address else ""
