from rest_framework import serializers

from booking.reservations.states import ProposalStatus, Side


class ProposalShape(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    by = serializers.ChoiceField(choices=Side.values)
    status = serializers.ChoiceField(choices=ProposalStatus.values)
    held_until = serializers.DateTimeField()


class MessageShape(serializers.Serializer):
    by = serializers.ChoiceField(choices=Side.values)
    text = serializers.CharField()
    at = serializers.DateTimeField()


class AskingShape(serializers.Serializer):
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField(allow_null=True, help_text="until when it is answered, or else expires")
    proposals = ProposalShape(many=True, help_text="all other times that were proposed, the newest first")
    messages = MessageShape(many=True, help_text="questions and answers, in order")
