from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "booking.people"
    label = "people"
    unseen = ("Connection", "Customer")
