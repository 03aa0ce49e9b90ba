from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "booking.pricing"
    label = "pricing"
    unseen = ("Coupon", "Referral", "Use")
