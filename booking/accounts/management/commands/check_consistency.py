import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.core.consistency import find_faults


class Command(BaseCommand):
    help = "Check that the data agree with each other; list what does not and end with 1 when there is any."

    def add_arguments(self, parser):
        parser.add_argument("--organization", metavar="SLUG", help="this one only")
        parser.add_argument("--json", action="store_true", help="the findings as one JSON list")

    def handle(self, *, organization: str | None, json: bool, **options):
        found = [finding for chosen in self._choose(organization) for finding in find_faults(chosen, now=now())]
        if json:
            self._print_json(found)
        else:
            self._print_lines(found)
        if found:
            sys.exit(1)

    def _choose(self, slug: str | None) -> list[Organization]:
        organizations = Organization.objects.order_by("slug")
        if slug is None:
            return list(organizations)
        chosen = list(organizations.filter(slug=slug))
        if not chosen:
            known = ", ".join(organizations.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no organization {slug}; there are: {known}.")
        return chosen

    def _print_json(self, found) -> None:
        self.stdout.write(json.dumps([asdict(finding) for finding in found], indent=2))

    def _print_lines(self, found) -> None:
        for finding in found:
            self.stdout.write(str(finding))
        self.stdout.write(f"{len(found)} found." if found else "Everything agrees.")
