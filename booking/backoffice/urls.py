from django.urls import path

from booking.backoffice import (
    agenda,
    bank,
    booking_in,
    bookings,
    cancelling,
    connections,
    dates,
    moving,
    receiving,
    requests,
    rosters,
    time_off,
    why,
)

app_name = "backoffice"

urlpatterns = [
    path("", agenda.show_agenda, name="agenda"),
    path("requests/", requests.list_requests, name="requests"),
    path("requests/<slug:reference>/", requests.answer_request, name="request"),
    path("bookings/<slug:reference>/", bookings.show_booking, name="booking"),
    path("bookings/<slug:reference>/cancel/", cancelling.cancel_at_desk, name="cancel"),
    path("bookings/<slug:reference>/reschedule/", moving.move_at_desk, name="reschedule"),
    path("bookings/<slug:reference>/papers/<slug:number>/", bookings.show_paper, name="paper"),
    path("bookings/<slug:reference>/notes/", bookings.add_note, name="note"),
    path("bookings/<slug:reference>/received/", receiving.receive, name="receive"),
    path("check-in/<slug:reference>/", rosters.arrive, name="arrive"),
    path("book/", booking_in.choose_what, name="book_what"),
    path("book/<slug:slug>/", booking_in.book_at_desk, name="book"),
    path("connections/", connections.list_connections, name="connections"),
    path("connections/<slug:reference>/", connections.answer_connection, name="connection"),
    path("time-off/", time_off.choose_person, name="time_off_people"),
    path("time-off/<slug:slug>/", time_off.show_time_off, name="time_off"),
    path("time-off/<slug:slug>/give-back/", time_off.lift, name="lift_time_off"),
    path("bank/", bank.show_bank, name="bank"),
    path("bank/files/<slug:reference>/", bank.show_file, name="bank_file"),
    path("bank/entries/<slug:reference>/", bank.decide, name="bank_entry"),
    path("why/", why.choose_offering, name="why_offerings"),
    path("why/<slug:slug>/", why.show_why, name="why"),
    path("sessions/<slug:reference>/", rosters.show_roster, name="roster"),
    path("sessions/<slug:reference>/change/", dates.show_date, name="date"),
    path("sessions/<slug:reference>/change/<slug:what>/", dates.change_date, name="change_date"),
]
