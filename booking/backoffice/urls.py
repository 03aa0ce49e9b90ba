from django.urls import path

from booking.backoffice import agenda, bookings, rosters

app_name = "backoffice"

urlpatterns = [
    path("", agenda.show_agenda, name="agenda"),
    path("bookings/<slug:reference>/", bookings.show_booking, name="booking"),
    path("check-in/<slug:reference>/", rosters.arrive, name="arrive"),
    path("sessions/<slug:reference>/", rosters.show_roster, name="roster"),
]
