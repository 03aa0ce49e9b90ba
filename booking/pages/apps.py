from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "booking.pages"
    label = "pages"
