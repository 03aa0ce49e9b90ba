from django.apps import AppConfig


class OfferingsConfig(AppConfig):
    name = "booking.offerings"
    label = "offerings"
    unseen = ("Assistance",)
