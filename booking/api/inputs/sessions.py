"""What staff sends to change dates."""

from rest_framework import serializers

from booking.api.inputs.fields import ChoiceParameter, Count, Line, Moment, OneOf, Paragraphs
from booking.api.inputs.strict import StrictQuery, StrictSerializer

_REACHES = ["this", "following"]
_REACH = "this date, or this and all that follow; this unless told otherwise"
_MOST_PLACES = 100_000


class ReachQuery(StrictQuery):
    reach = ChoiceParameter(choices=_REACHES, required=False, help_text=_REACH)


class _DatesInput(StrictSerializer):
    reach = OneOf(choices=_REACHES, required=False, help_text=_REACH)
    reason = Paragraphs(required=False, allow_blank=True, max_length=300, help_text="told to those who have booked")


class CallOffInput(_DatesInput):
    """Which dates do not take place."""


class GuaranteeInput(StrictSerializer):
    """That a date takes place."""

    reason = Paragraphs(required=False, allow_blank=True, max_length=300, help_text="for the audit log")


class MoveInput(_DatesInput):
    """When the date is held; those that follow move by as many days, to the same time of day."""

    to = Moment(help_text="the new start; the length stays")


class OverflowInput(StrictSerializer):
    """When one more date is held."""

    start = Moment(help_text="one of the times that are proposed, or another")
    reason = Paragraphs(required=False, allow_blank=True, max_length=300, help_text="for the audit log")


class RestaffInput(_DatesInput):
    """Who holds the dates."""

    facilitators = serializers.ListField(
        child=Line(max_length=60), min_length=1, max_length=20, help_text="slugs, the lead first"
    )


class CapacityInput(_DatesInput):
    """How many places there are."""

    capacity = Count(min_value=1, max_value=_MOST_PLACES)
    overbooking = Count(required=False, min_value=0, max_value=_MOST_PLACES, help_text="how many more may be sold")
