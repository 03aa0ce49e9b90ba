from django.apps import AppConfig


class ReservationsConfig(AppConfig):
    name = "booking.reservations"
    label = "reservations"
    times = ("Booking", "Seat")
    unseen = ("Modification",)

    def ready(self):
        from booking.reservations import change_mails, handlers, mail_kinds, privacy  # noqa: F401, PLC0415  (they register themselves)
