from django.apps import AppConfig

from booking.core.changes.tables import OF_ALL, OF_ITSELF, watch


class AccountsConfig(AppConfig):
    name = "booking.accounts"
    label = "accounts"

    def ready(self):
        from booking.accounts.models import Domain, Organization  # noqa: PLC0415  (models must be loaded first)

        watch(Organization, key=OF_ITSELF)
        # A host name may pass from one organization to another.
        watch(Domain, key=OF_ALL)
