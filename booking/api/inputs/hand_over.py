"""What managers send to hand an offering over."""

from booking.api.inputs.fields import ChoiceParameter, Line, OneOf, Paragraphs
from booking.api.inputs.strict import StrictQuery, StrictSerializer
from booking.reservations.handing_over import Conflicts, Reach

_SLUG = "slug"
_REACH = "the whole offering, or only what its customers have booked; offering unless told otherwise"


class HandOverQuery(StrictQuery):
    instructor = Line(max_length=60, help_text=f"who gives, {_SLUG}")
    to = Line(max_length=60, help_text=f"who takes, {_SLUG}")
    reach = ChoiceParameter(choices=[reach.value for reach in Reach], required=False, help_text=_REACH)


class HandOverInput(StrictSerializer):
    """Who takes what from whom."""

    instructor = Line(max_length=60, help_text=f"who gives, {_SLUG}")
    to = Line(max_length=60, help_text=f"who takes, {_SLUG}")
    reach = OneOf(choices=[reach.value for reach in Reach], required=False, help_text=_REACH)
    conflicts = OneOf(
        choices=[choice.value for choice in Conflicts],
        required=False,
        help_text="of times at which who takes is occupied: refuse, or leave these sessions as they are",
    )
    reason = Paragraphs(required=False, allow_blank=True, max_length=300, help_text="told to those who have booked")
