from rest_framework import serializers

from booking.api.inputs.fields import MailAddress, Paragraphs
from booking.api.inputs.queries import PageQuery
from booking.api.inputs.strict import StrictSerializer

_MOST = 100_000
_LONGEST_DAYS = 3650


class CreditsQuery(PageQuery):
    email = MailAddress(required=False, max_length=254, help_text="of one customer")


class CreditsInput(StrictSerializer):
    email = MailAddress(max_length=254, help_text="of a customer")
    credits = serializers.IntegerField(min_value=-_MOST, max_value=_MOST, help_text="below zero to take them off")
    valid_days = serializers.IntegerField(
        required=False, min_value=1, max_value=_LONGEST_DAYS, help_text="for good unless told otherwise"
    )
    reason = Paragraphs(max_length=300, help_text="for the log and the customer's history")
