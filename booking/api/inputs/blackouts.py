"""Time that an instructor does not work."""

from booking.api.inputs.fields import Flag, Line, Moment
from booking.api.inputs.strict import StrictSerializer


class StretchInput(StrictSerializer):
    """From when to when, on full minutes of the instructor's clock; the end is not included."""

    start = Moment()
    end = Moment()


class BlackoutInput(StretchInput):
    reason = Line(required=False, allow_blank=True, max_length=120, help_text="for the staff")
    around = Flag(required=False, help_text="leave what is booked then where it is; refused otherwise")
