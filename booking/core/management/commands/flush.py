from django.core.management.commands.flush import Command as Flush

from booking.core.ownership import acting_as_owner


class Command(Flush):
    """Runs as the owner of the tables: what the product runs as may not empty them."""

    def handle(self, **options):
        with acting_as_owner(options["database"]):
            super().handle(**options)
