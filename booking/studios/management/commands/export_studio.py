from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from booking.accounts.models import Organization
from booking.studios.services import export_pictures, export_studio


class Command(BaseCommand):
    help = "Write an organization down as a studio file, to the screen or to a file with its pictures beside it."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the organization's slug")
        parser.add_argument("--output", type=Path, help="the file to write")

    def handle(self, *, slug: str, output: Path | None, **options):
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            known = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no organization {slug!r}; there are: {known}.")
        text = export_studio(organization)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
            pictures = export_pictures(organization, folder=output.resolve().parent)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from None
        self.stdout.write(f"{output}: written, with {len(pictures)} pictures beside it")
