"""The minimal booking in five statements, and an address that does nothing at all."""

import secrets

from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.bench.floor.models import Booking, Customer, Outbox, Session


class BookingsView(APIView):
    def post(self, request):
        wanted = request.data
        with transaction.atomic():
            customer = Customer.objects.create(name=wanted["name"], email=wanted["email"])
            session = Session.objects.select_for_update().get(pk=wanted["session"])
            if session.taken >= session.capacity:
                return Response({"code": "sold_out"}, status=409)
            Session.objects.filter(pk=session.pk).update(taken=F("taken") + 1)
            booking = Booking.objects.create(reference=secrets.token_hex(6), session=session, customer=customer)
            payload = {"booking": booking.pk}
            Outbox.objects.create(name="booked", payload=payload, happened_at=timezone.now())
        return Response({"reference": booking.reference}, status=201)


def do_nothing(request):
    return HttpResponse("ok")


urlpatterns = [path("bookings/", BookingsView.as_view()), path("healthz", do_nothing)]
