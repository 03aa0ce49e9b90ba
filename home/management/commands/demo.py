import os
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from wagtail.models import Site

import booking.studios
from booking.accounts.models import Organization, User
from booking.core.clock import now
from booking.studios.services import load_studio
from home.management.serving import heed_interrupts, port_from_environment, require_port, serve

STUDIOS = ("lakeside", "northlight")
SIGN_INS = {
    "owner@lakeside.example": "owner of Lakeside",
    "ana@lakeside.example": "instructor at Lakeside",
    "owner@northlight.example": "owner of Northlight",
}
FOLDER = Path(booking.studios.__file__).parent / "demo"
HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Start a demo with two studios: migrate, load, serve, until Ctrl-C. A second start keeps the data."
    requires_system_checks = []

    def handle(self, **options):
        heed_interrupts()
        port = port_from_environment()
        require_port(port, host=HOST)
        settings.PUBLIC_PORT = str(port)
        try:
            self._prepare(port)
        except KeyboardInterrupt:
            self._say("Stopped before the start. What was begun has been taken back.")
            sys.exit(0)
        self._say("Starting the web server and the worker ...")
        code = serve(host=HOST, port=port, when_ready=lambda: self._print_addresses(port))
        if code == 0:
            self._say("Stopped. The data stay where they are.")
        sys.exit(code)

    def _prepare(self, port: int) -> None:
        self._say("Preparing the database ...")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be prepared: {str(error).splitlines()[0]}") from None
        self._load_missing_studios()
        Site.objects.filter(hostname__endswith="localhost").update(port=port)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _load_missing_studios(self) -> None:
        known = set(Organization.objects.values_list("slug", flat=True))
        for slug in STUDIOS:
            if slug not in known:
                self._say(f"Loading the demo studio {slug} ...")
                file = FOLDER / f"{slug}.yaml"
                load_studio(file.read_bytes(), base=FOLDER, now=now())
                self._open_sign_ins(slug)

    def _open_sign_ins(self, slug: str) -> None:
        """Only people of a studio that was made just now: nobody else's password is touched."""
        for user in User.objects.filter(email__in=[email for email in SIGN_INS if email.endswith(f"@{slug}.example")]):
            if not user.has_usable_password():
                user.set_password(demo_password())
                user.save(update_fields=["password"])

    def _print_addresses(self, port: int) -> None:
        base = f"http://localhost:{port}"
        lines = [
            "",
            "Almanac is running.",
            "",
            f"  Home page        {base}/",
            f"  An offering      {base}/offerings/tuesday-flow/",
            f"  Admin            {base}/admin/",
            f"  API docs         {base}/api/docs/",
            f"  Second studio    http://northlight.localhost:{port}/",
            f"  Mail             as files in {settings.EMAIL_FILE_PATH}",
            "",
            "  Sign in to the admin with one of these addresses:",
            *(f"  {email:<26} password {demo_password()}   ({role})" for email, role in SIGN_INS.items()),
            "",
            "Ctrl-C stops it.",
        ]
        self._say("\n".join(lines))


def demo_password() -> str:
    """Made once for this installation and kept beside its data, readable by the owner only."""
    path = settings.DATA_DIR / "demo-password.txt"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{secrets.token_urlsafe(9)}\n")
    return path.read_text().strip()
