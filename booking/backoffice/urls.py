from django.urls import path

from booking.backoffice import agenda, bookings

app_name = "backoffice"

urlpatterns = [
    path("", agenda.show_agenda, name="agenda"),
    path("bookings/<slug:reference>/", bookings.show_booking, name="booking"),
]
