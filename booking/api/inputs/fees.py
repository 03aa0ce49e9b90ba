from booking.api.inputs.fields import Paragraphs
from booking.api.inputs.strict import StrictSerializer


class WaiveInput(StrictSerializer):
    """Why somebody is let off."""

    reason = Paragraphs(max_length=300, help_text="kept with the booking; the customer does not read it")
