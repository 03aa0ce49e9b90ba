from django.core.management.base import BaseCommand

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.payments.services import look_again, settle_due


class Command(BaseCommand):
    help = "Ask payment providers about everything that is not settled, now, and print how much that was."

    def handle(self, **options):
        moment = now()
        for organization in Organization.objects.order_by("pk"):
            with acting_for(organization):
                look_again(now=moment)
        asked = 0
        while done := settle_due(now=moment):
            asked += done
        self.stdout.write(f"Asked about {asked}.")
