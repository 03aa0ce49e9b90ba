"""What is sent to change a booking."""

from django.conf import settings
from rest_framework import serializers

from booking.api.inputs.fields import ChoiceParameter, Count, CountParameter, Flag, Line, Moment, OneOf, Paragraphs
from booking.api.inputs.strict import StrictQuery, StrictSerializer

_CODE = 60


class RescheduleQuery(StrictQuery):
    session = Line(required=False, max_length=_CODE, help_text="reference of the session to move, if there are several")


class RescheduleInput(StrictSerializer):
    """Where a session goes: `starts_at` for free times, `to_session` for dates, neither for another run."""

    session = Line(required=False, max_length=_CODE, help_text="reference of the session to move, if there are several")
    starts_at = Moment(required=False, help_text="for free times: the new time")
    to_session = Line(required=False, max_length=_CODE, help_text="for dates: the reference of the new one")
    instructor = Line(required=False, max_length=_CODE, help_text="slug of a facilitator")
    reason = Paragraphs(required=False, allow_blank=True, max_length=300)
    overrule = Flag(required=False, help_text="staff only: go over the policy, for the reason given")

    def validate(self, values):
        if "starts_at" in values and "to_session" in values:
            raise serializers.ValidationError({"to_session": ["Send either starts_at or to_session."]})
        return values


_REACHES = ["this", "following", "all"]
_REACH = "this session, this and all that follow, or all; this if a session is named, else all"
_PLACES = "how many persons, those added last; everybody unless told otherwise"


class CancelQuery(StrictQuery):
    session = Line(required=False, max_length=_CODE, help_text="reference of a session of the booking")
    reach = ChoiceParameter(choices=_REACHES, required=False, help_text=_REACH)
    places = CountParameter(required=False, min_value=1, max_value=settings.MOST_PLACES_PER_BOOKING, help_text=_PLACES)


class CancelInput(StrictSerializer):
    """All of the booking, or a part of it."""

    session = Line(required=False, max_length=_CODE, help_text="reference of a session of the booking")
    reach = OneOf(choices=_REACHES, required=False, help_text=_REACH)
    places = Count(required=False, min_value=1, max_value=settings.MOST_PLACES_PER_BOOKING, help_text=_PLACES)
    reason = Paragraphs(required=False, allow_blank=True, max_length=500)
    waive = Flag(required=False, help_text="staff only: give everything back without a fee, for the reason given")


class NextInput(StrictSerializer):
    """The next session of a pack: `starts_at` for free times, `session` for dates."""

    starts_at = Moment(required=False, help_text="for free times: when")
    session = Line(required=False, max_length=_CODE, help_text="for dates: the reference of one")
    instructor = Line(required=False, max_length=_CODE, help_text="slug of a facilitator")

    def validate(self, values):
        if ("starts_at" in values) == ("session" in values):
            raise serializers.ValidationError({"starts_at": ["Send either starts_at or session."]})
        return values


class NoteInput(StrictSerializer):
    audience = OneOf(choices=["staff", "participant"], help_text="who reads it")
    text = Paragraphs(max_length=2000)
