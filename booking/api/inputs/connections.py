from booking.api.inputs.fields import ChoiceParameter, Line, MailAddress, Paragraphs
from booking.api.inputs.queries import PageQuery
from booking.api.inputs.strict import StrictSerializer
from booking.people.states import Relation


class ConnectInput(StrictSerializer):
    name = Line(max_length=120)
    email = MailAddress(max_length=254, help_text="where the personal link goes")


class ConnectionMoveInput(StrictSerializer):
    reason = Paragraphs(required=False, allow_blank=True, max_length=500, help_text="for the log")


class ConnectionsQuery(PageQuery):
    status = ChoiceParameter(required=False, choices=[relation.value for relation in Relation])
