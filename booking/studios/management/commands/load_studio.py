from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from booking.core.clock import now
from booking.core.errors import AlmanacError
from booking.studios.problems import StudioFileError
from booking.studios.services import load_studio, rehearse_studio


class Command(BaseCommand):
    help = "Apply a studio file: all of it, or nothing. Applying it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the studio file, in YAML")
        parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")

    def handle(self, *, file: Path, dry_run: bool, **options):
        apply = rehearse_studio if dry_run else load_studio
        try:
            report = apply(file.read_bytes(), base=file.resolve().parent, now=now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except StudioFileError as error:
            raise CommandError(f"{file}\n{error.report()}") from None
        except AlmanacError as error:
            raise CommandError(f"{file}: {error.detail} Nothing was changed.") from None
        for line in report.lines():
            self.stdout.write(line)
        self.stdout.write(f"{report.slug}: checked, nothing was written" if dry_run else f"{report.slug}: loaded")
