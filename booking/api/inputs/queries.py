"""Parameters of the lists."""

from datetime import date, timedelta

from django.conf import settings
from rest_framework import serializers

from booking.api.inputs.fields import (
    AmountParameter,
    ChoiceParameter,
    CountParameter,
    DayParameter,
    Line,
    Zone,
)
from booking.api.inputs.strict import StrictQuery
from booking.api.pagination import LARGEST_PAGE, PAGE_SIZE
from booking.offerings.kinds import registry as kinds
from booking.offerings.models.offerings import Delivery

_LONGEST = 100


class PageQuery(StrictQuery):
    cursor = Line(required=False, max_length=1000, help_text="from `next` or `previous`")
    page_size = CountParameter(
        required=False, min_value=1, max_value=LARGEST_PAGE, help_text=f"{PAGE_SIZE} unless told otherwise"
    )


class OfferingsQuery(PageQuery):
    kind = ChoiceParameter(required=False, choices=[name for name, _ in kinds])
    instructor = Line(required=False, max_length=_LONGEST, help_text="slug of a facilitator")
    category = Line(required=False, max_length=_LONGEST)
    tag = Line(required=False, max_length=_LONGEST)
    q = Line(required=False, max_length=_LONGEST, help_text="words in names, texts, tags and people")
    delivery = ChoiceParameter(required=False, choices=Delivery.values)
    price_min = AmountParameter(required=False, help_text="of the cheapest variant")
    price_max = AmountParameter(required=False, help_text="of the cheapest variant")


class InstructorsQuery(PageQuery):
    q = Line(required=False, max_length=_LONGEST, help_text="words in names, titles and biographies")
    specialization = Line(required=False, max_length=_LONGEST)
    job_title = Line(required=False, max_length=_LONGEST)
    price_min = AmountParameter(required=False, help_text="of the hourly rate")
    price_max = AmountParameter(required=False, help_text="of the hourly rate")


class OfferingQuery(StrictQuery):
    key = Line(required=False, max_length=_LONGEST, help_text="opens an offering that is shared by link")


class DaysQuery(StrictQuery):
    """Some days, as somebody sees them."""

    timezone = Zone(required=False, max_length=64, help_text="of the days and of the answer")
    connection = Line(required=False, max_length=_LONGEST, help_text="secret of a personal link")

    def get_fields(self):
        return {**super().get_fields(), "from": DayParameter(help_text="first day"), "to": DayParameter()}

    def validate(self, values):
        check_days(values["from"], values["to"], most=settings.SLOT_RANGE_DAYS)
        return values


class SlotsQuery(DaysQuery, OfferingQuery):
    instructor = Line(required=False, max_length=_LONGEST, help_text="slug of a facilitator")
    variant = Line(required=False, max_length=_LONGEST, help_text="slug; its length counts")
    length = CountParameter(required=False, min_value=1, max_value=1440, help_text="minutes, where there is a choice")


class CalendarQuery(DaysQuery):
    pass


class SessionsQuery(PageQuery, OfferingQuery):
    timezone = Zone(required=False, max_length=64, help_text="of the days and of the answer")

    def get_fields(self):
        days = {
            "from": DayParameter(required=False, help_text="first day; today unless told otherwise"),
            "to": DayParameter(required=False, help_text=f"last day, at most {settings.SERIES_HORIZON_DAYS} days on"),
        }
        return {**super().get_fields(), **days}


def check_days(first: date, last: date, *, most: int) -> None:
    """Raises ValidationError for a range of days that runs backwards or over more than `most` days."""
    if last < first:
        raise serializers.ValidationError({"to": ["This is before the first day."]})
    if last - first >= timedelta(days=most):
        raise serializers.ValidationError({"to": [f"Ask for at most {most} days at once."]})
