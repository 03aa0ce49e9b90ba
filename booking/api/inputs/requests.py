"""What is sent to answer a request."""

from booking.api.inputs.fields import ChoiceParameter, Moment, Moments, Paragraphs
from booking.api.inputs.queries import PageQuery
from booking.api.inputs.strict import StrictSerializer


class RequestsQuery(PageQuery):
    state = ChoiceParameter(required=False, choices=["waiting", "answered"], help_text="waiting unless told otherwise")


class DeclineInput(StrictSerializer):
    reason = Paragraphs(max_length=500, help_text="the customer reads it")


class ProposeInput(StrictSerializer):
    starts_at = Moments(help_text="one to three other times")


class AcceptInput(StrictSerializer):
    starts_at = Moment(help_text="one of the times that the other side proposed")


class MessageInput(StrictSerializer):
    text = Paragraphs(max_length=2000)
