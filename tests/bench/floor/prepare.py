"""Make the floor's tables and its sessions: `python -m tests.bench.floor.prepare`."""

import os
from datetime import timedelta

import django
from django.core.management import call_command
from django.utils import timezone

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor.settings"
django.setup()

from tests.bench.floor.models import Session  # noqa: E402 - models need the settings

SESSIONS = 50
CAPACITY = 1_000_000

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    first = timezone.now()
    Session.objects.bulk_create(
        Session(starts_at=first + timedelta(days=number), capacity=CAPACITY) for number in range(SESSIONS)
    )
