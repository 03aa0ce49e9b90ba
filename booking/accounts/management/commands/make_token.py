from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from booking.accounts.models import Membership, Organization
from booking.accounts.services.tokens import make_token
from booking.core.clock import now
from booking.core.errors import Invalid
from booking.core.gate import fold_identity
from booking.core.tenancy import acting_for


class Command(BaseCommand):
    help = "Make an access token for a member of a studio and print its secret, once."

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="SLUG")
        parser.add_argument("email", metavar="EMAIL", help="the member it speaks for")
        parser.add_argument("--name", default="API", help="what it is for")
        parser.add_argument("--scope", action="append", dest="scopes", help="such as bookings:manage; else all")
        parser.add_argument("--days", type=int, default=365, help="until it ends")

    def handle(self, *, organization: str, email: str, name: str, scopes: list[str] | None, days: int, **options):
        found = Organization.objects.filter(slug=organization).first()
        if found is None:
            raise CommandError(f"There is no organization {organization}.")
        if not 1 <= days <= 3650:
            raise CommandError("A token lasts 1 to 3650 days.")
        with acting_for(found):
            membership = Membership.objects.filter(user__email=fold_identity(email)).first()
            if membership is None:
                members = ", ".join(Membership.objects.order_by("pk").values_list("user__email", flat=True)) or "nobody"
                raise CommandError(f"{email} does not work for {organization}; there: {members}.")
            moment = now()
            try:
                _, secret = make_token(
                    membership,
                    name=name,
                    scopes=scopes or ["*"],
                    expires_at=moment + timedelta(days=days),
                    now=moment,
                )
            except Invalid as refusal:
                raise CommandError("; ".join(refusal.fields["scopes"])) from refusal
        self.stdout.write(secret)
