"""What whoever works for the studio asks of their agenda, and the quick form of an event."""

from rest_framework import serializers

from booking.api.inputs.fields import Amount, ChoiceParameter, Count, Line, Moment, OneOf, Paragraphs
from booking.api.inputs.queries import DaysQuery, PageQuery
from booking.api.inputs.strict import StrictSerializer
from booking.offerings.models.offerings import Visibility
from booking.scheduling.states import SessionStatus

_MOST_PLACES = 100_000
_LONGEST_MINUTES = 1440
_OFFERED = [Visibility.PUBLIC.value, Visibility.MEMBERS.value, Visibility.LINK.value, Visibility.HIDDEN.value]
WHAT = ["appointments", "groups"]


class AgendaQuery(DaysQuery, PageQuery):
    instructor = Line(required=False, max_length=100, help_text="slug of somebody who holds them")
    what = ChoiceParameter(required=False, choices=WHAT, help_text="both unless told otherwise")
    status = ChoiceParameter(required=False, choices=SessionStatus.values)


class EventInput(StrictSerializer):
    """A group event with one date and one price."""

    title = Line(max_length=120)
    starts_at = Moment(help_text="a full minute on the studio's clock")
    minutes = Count(min_value=1, max_value=_LONGEST_MINUTES)
    capacity = Count(min_value=1, max_value=_MOST_PLACES, allow_null=True, help_text="null = unlimited")
    price = Amount(help_text="of a place, in the studio's currency")
    summary = Paragraphs(required=False, allow_blank=True, max_length=300)
    tags = serializers.ListField(child=Line(max_length=60), required=False, max_length=20)
    visibility = OneOf(choices=_OFFERED, required=False, help_text="public unless told otherwise")
    instructor = Line(required=False, max_length=100, help_text="slug of who holds it; you unless told otherwise")
