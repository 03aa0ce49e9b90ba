from django.urls import path

from booking.backoffice import agenda, bookings, dates, requests, rosters, why

app_name = "backoffice"

urlpatterns = [
    path("", agenda.show_agenda, name="agenda"),
    path("requests/", requests.list_requests, name="requests"),
    path("requests/<slug:reference>/", requests.answer_request, name="request"),
    path("bookings/<slug:reference>/", bookings.show_booking, name="booking"),
    path("check-in/<slug:reference>/", rosters.arrive, name="arrive"),
    path("why/", why.choose_offering, name="why_offerings"),
    path("why/<slug:slug>/", why.show_why, name="why"),
    path("sessions/<slug:reference>/", rosters.show_roster, name="roster"),
    path("sessions/<slug:reference>/change/", dates.show_date, name="date"),
    path("sessions/<slug:reference>/change/<slug:what>/", dates.change_date, name="change_date"),
]
