from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate

from booking.core.ownership import acting_as_owner
from booking.core.roles import RolesMissing


class Command(Migrate):
    """Runs as the owner of the tables: what the product runs as may not make or alter any."""

    def handle(self, *arguments, **options):
        with acting_as_owner(options["database"]):
            try:
                super().handle(*arguments, **options)
            except RolesMissing as error:
                raise CommandError(str(error)) from error
