from rest_framework import serializers

from booking.api.shapes.bookings import OrderShape
from booking.api.shapes.values import MoneyShape
from booking.payments.states import PaymentState, PaymentStatus


class PaymentStepShape(serializers.Serializer):
    reference = serializers.CharField()
    method = serializers.CharField(help_text="in words")
    status = serializers.ChoiceField(choices=PaymentStatus.values)
    amount = MoneyShape()
    on = serializers.DateField(help_text="when it came, or was asked for")


class PaperShape(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["invoice", "credit_note", "receipt"])
    number = serializers.CharField(help_text="names it at papers/{number}/ of the booking")
    on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True, help_text="of an invoice")
    total = MoneyShape()


class OrderPapersShape(OrderShape):
    state = serializers.ChoiceField(choices=PaymentState.values, help_text="how far it is paid")
    returned = MoneyShape(help_text="refunded, or on its way back")
    payments = PaymentStepShape(many=True)
    papers = PaperShape(many=True, help_text="in the order they came; of a fee for cancelling late too")
