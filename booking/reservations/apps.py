from django.apps import AppConfig


class ReservationsConfig(AppConfig):
    name = "booking.reservations"
    label = "reservations"
    times = ("Booking", "Seat")

    def ready(self):
        from booking.reservations import handlers, mail_kinds, privacy  # noqa: F401, PLC0415  (they register themselves)
