from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "booking.audit"
    label = "audit"
    is_unseen = True
