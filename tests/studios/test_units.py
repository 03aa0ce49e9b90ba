"""Rooms and equipment of which there are several stand in the studio file (SCH-11)."""

from pathlib import Path

import pytest

from booking.accounts.models import Organization
from booking.availability.models import Blackout
from booking.calendars.models import Owner
from booking.core.tenancy import acting_for
from booking.studios.services import export_studio, load_studio
from tests.studios.studio_files import BASE

pytestmark = pytest.mark.django_db
ROOM = """\
resources:
  - {slug: studio, name: Studio, units: 3, blackouts: [{from: 2027-02-01, to: 2027-02-02}]}
people:
"""


def load(text: str, *, now) -> Organization:
    load_studio(text.encode(), base=Path("."), now=now)
    return Organization.objects.get(slug="quay")


def test_units_are_loaded_with_their_time_off_and_written_again(db, now):
    text = BASE.replace("people:\n", ROOM, 1)
    quay = load(text, now=now)
    with acting_for(quay):
        assert list(Owner.objects.filter(kind="room").order_by("pk").values_list("name", flat=True)) == [
            "Studio",
            "Studio 2",
            "Studio 3",
        ]
        assert Blackout.objects.filter(owner__kind="room").count() == 3
    written = export_studio(quay)
    assert "units: 3" in written
    assert load_studio(written.encode(), base=Path("."), now=now).counts["resources"] == {"unchanged": 1}
    fewer = load(text.replace("units: 3", "units: 2"), now=now)
    assert "units: 2" in export_studio(fewer)
