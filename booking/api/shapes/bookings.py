from rest_framework import serializers

from booking.api.shapes.asking import AskingShape
from booking.api.shapes.offerings import PolicyShape
from booking.api.shapes.values import MoneyShape
from booking.billing.states import OrderStatus
from booking.payments.states import PaymentStatus
from booking.reservations.pack_dates import DateState
from booking.reservations.states import BookingStatus, BookingType, SeatStatus


class LineShape(serializers.Serializer):
    description = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneyShape()
    total = MoneyShape()
    tax_rate = serializers.CharField(help_text="per cent, such as 8.10")
    tax = MoneyShape()


class TaxShape(serializers.Serializer):
    rate = serializers.CharField(help_text="per cent, such as 8.10")
    tax = MoneyShape()


class OtherTimeShape(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    session = serializers.CharField(required=False, help_text="reference, of a date")
    instructor = serializers.CharField(required=False, help_text="slug, of a free time")
    booking = serializers.ChoiceField(choices=["firm", "request"], required=False, help_text="of a free time")


class PackDateShape(serializers.Serializer):
    session = serializers.CharField(required=False, help_text="reference, of a date")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    state = serializers.ChoiceField(
        choices=[state.value for state in DateState],
        help_text="free, on request, taken, or closed: nothing is offered at that hour",
    )
    is_free = serializers.BooleanField(help_text="whether it can be had, as far as is known now")
    alternatives = OtherTimeShape(many=True, help_text="for one that cannot be had")


class QuoteShape(serializers.Serializer):
    dates = PackDateShape(many=True, help_text="the times or dates that were named, and those that follow")
    lines = LineShape(many=True)
    adjustments = LineShape(many=True)
    tax_included = serializers.BooleanField(help_text="whether lines contain their tax")
    tax = MoneyShape()
    taxes = TaxShape(many=True)
    total = MoneyShape()
    due_now = MoneyShape()
    expires_at = serializers.DateTimeField(help_text="until when this price is kept for you")
    quote = serializers.CharField(help_text="to be sent along with the booking, to have it for this price")


class BookedSessionShape(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField(help_text="what this meeting of several is about; often empty")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField(help_text="where it takes place")
    status = serializers.ChoiceField(choices=SeatStatus.values)


class OrderShape(serializers.Serializer):
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=OrderStatus.values)
    total = MoneyShape()
    due_now = MoneyShape()
    paid = MoneyShape()
    tax_included = serializers.BooleanField()
    lines = LineShape(many=True)


class NextStepShape(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["instructions", "pay"])
    details = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="of instructions: to show, by label"
    )
    type = serializers.CharField(required=False, help_text="of paying: the provider")
    client_secret = serializers.CharField(
        required=False, allow_null=True, help_text="for the fields of the provider; null while it cannot be reached"
    )
    publishable_key = serializers.CharField(required=False, allow_null=True)
    url = serializers.CharField(required=False, help_text="a page of ours on which it is paid")


class PaymentShape(serializers.Serializer):
    provider = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=PaymentStatus.values)
    next = NextStepShape(allow_null=True)


class ProgressShape(serializers.Serializer):
    total = serializers.IntegerField(help_text="sessions bought")
    booked = serializers.IntegerField(help_text="sessions that have a time, used ones too")
    used = serializers.IntegerField(help_text="sessions that took place or were missed")
    left = serializers.IntegerField(help_text="sessions still to be chosen")
    choose_by = serializers.DateTimeField(allow_null=True, help_text="until when they have to be chosen")


class BookingShape(serializers.Serializer):
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=BookingStatus.values)
    type = serializers.ChoiceField(choices=BookingType.values)
    request = AskingShape(allow_null=True, help_text="of one that somebody has to approve, or had to")
    offering = serializers.CharField(help_text="slug")
    variant = serializers.CharField(help_text="slug")
    quantity = serializers.IntegerField()
    timezone = serializers.CharField(help_text="where the customer is")
    progress = ProgressShape()
    sessions = BookedSessionShape(many=True)
    order = OrderShape()
    payment = PaymentShape()
    manage_url = serializers.CharField()


class NewBookingShape(BookingShape):
    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="for staff: what else the customer has at that time"
    )
    token = serializers.CharField(help_text="the secret that opens the booking; only this answer has it")


class CancelPreviewShape(serializers.Serializer):
    allowed = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="why not")
    refund = MoneyShape()
    fee = MoneyShape()
    still_due = MoneyShape(help_text="what would be owed afterwards")
    spared = MoneyShape(help_text="what the fee would be more, were nobody let off so many times a month")
    policy = PolicyShape()
