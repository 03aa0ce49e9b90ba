from rest_framework import serializers

from booking.api.shapes.sessions import DateShape


class HandOverShape(serializers.Serializer):
    sessions = DateShape(many=True, help_text="that move")
    conflicts = DateShape(many=True, help_text="that stay, because who takes is occupied then")
    bookings = serializers.IntegerField(help_text="that have places in the sessions that move")
    connections = serializers.IntegerField(help_text="customers who become to the other what they are to this one")
