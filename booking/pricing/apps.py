from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "booking.pricing"
    label = "pricing"
    times = ("PhasePlaces",)
    unseen = ("Coupon", "Referral", "Use")
