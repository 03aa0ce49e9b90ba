from booking.api.inputs.fields import ChoiceParameter, CountParameter, DayParameter, Line
from booking.api.inputs.strict import StrictQuery
from booking.people.states import Relation


class WhyQuery(StrictQuery):
    day = DayParameter(help_text="of the instructor's zone")
    instructor = Line(required=False, max_length=100, help_text="slug of a facilitator; the first by default")
    length = CountParameter(required=False, min_value=1, max_value=1440, help_text="minutes, where there is a choice")
    relation = ChoiceParameter(
        required=False, choices=[relation.value for relation in Relation], help_text="of who asks; none unless told"
    )
