import os

from django.core.management.base import BaseCommand, CommandError

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.errors import AlmanacError, Invalid
from booking.core.tenancy import acting_for
from booking.payments.providers import online_provider
from booking.payments.services import save_account, use_account
from booking.payments.states import Mode

_PREFIX = "ALMANAC_PAYMENT_"


class Command(BaseCommand):
    help = (
        "Keep a studio's keys with a payment provider and use them. Secrets come from the environment, where no list "
        f"of processes shows them: {_PREFIX}PUBLIC, and {_PREFIX}SECRET and {_PREFIX}WEBHOOK for cards."
    )

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="SLUG")
        parser.add_argument("provider", metavar="PROVIDER", help="such as card")
        parser.add_argument("mode", choices=Mode.values)

    def handle(self, *, organization: str, provider: str, mode: str, **options):
        found, known = Organization.objects.filter(slug=organization).first(), online_provider(provider)
        if found is None or known is None:
            raise CommandError(f"There is no organization {organization}." if known else f"No {provider} has keys.")
        secrets = {name: os.environ.get(f"{_PREFIX}{name.upper()}", "") for name in known.secret_keys}
        public_key = os.environ.get(f"{_PREFIX}PUBLIC", "")
        with acting_for(found):
            try:
                by = {"actor": "command", "now": now()}
                account = save_account(known, mode=Mode(mode), public_key=public_key, secrets=secrets, **by)
                use_account(found, provider=known, mode=Mode(mode), **by)
            except Invalid as refusal:
                wrong = "; ".join(f"{name} {' '.join(why)}" for name, why in refusal.fields.items())
                raise CommandError(f"{refusal.detail} {wrong}") from refusal
            except AlmanacError as refusal:
                raise CommandError(refusal.detail) from refusal
        self.stdout.write(f"{found.name} takes payments by {provider} into {account.account} ({mode}) from now on.")
