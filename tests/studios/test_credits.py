"""Credits to sell and prices in credits stand in the studio file (CAT-4, PAY-6)."""

from pathlib import Path

import pytest

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.offerings.models import Variant
from booking.studios.problems import StudioFileError
from booking.studios.services import export_studio, load_studio
from tests.studios.studio_files import changed

pytestmark = pytest.mark.django_db
OLD = '      - {slug: drop-in, name: Drop-in, price: "28.00"}\n'
NEW = '      - {slug: drop-in, name: Drop-in, price: "28.00", credit_price: 3, credits_most: 2}\n'
PACKS = """\
  - slug: credits
    kind: credits
    name: Credits
    variants: [{slug: ten, name: Ten, price: "250.00", credits: 10, valid_days: 180}]
"""


def test_credits_are_loaded_and_written_again(db, now):
    file = changed((OLD, NEW + PACKS))
    load_studio(file, base=Path("."), now=now)
    quay = Organization.objects.get(slug="quay")
    with acting_for(quay):
        columns = ("credits", "valid_days", "credit_price", "credits_most")
        assert Variant.objects.values_list(*columns).get(slug="ten") == (10, 180, None, None)
        assert Variant.objects.values_list(*columns).get(slug="drop-in") == (0, None, 3, 2)
    written = export_studio(quay)
    assert not load_studio(written.encode(), base=Path("."), now=now).has_changes
    assert export_studio(quay) == written


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (PACKS.replace("credits: 10", "credits: 0"), "variants[0].valid_days"),
        (PACKS.replace("credits: 10, valid_days: 180", "credits: 0"), "variants[0].credits"),
        (PACKS.replace("    name: Credits\n", "    name: Credits\n    schedule: {starts: 2027-02-06}\n"), "schedule"),
    ],
)
def test_what_cannot_be_names_its_place(db, now, new, problem):
    with pytest.raises(StudioFileError) as refusal:
        load_studio(changed((OLD, OLD + new)), base=Path("."), now=now)
    assert problem in str(refusal.value)


def test_no_more_credits_are_used_than_it_costs(db, now):
    with pytest.raises(StudioFileError) as refusal:
        load_studio(changed((OLD, NEW.replace("credits_most: 2", "credits_most: 4"))), base=Path("."), now=now)
    assert "credits_most" in str(refusal.value)
