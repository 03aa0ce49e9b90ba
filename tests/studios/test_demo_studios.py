"""OPS-11: the demo holds one of every kind; and what ships round-trips."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import booking.studios
from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.offerings.kinds import registry
from booking.offerings.models import Offering
from booking.scheduling.models import Session
from booking.studios.services import export_pictures, export_studio, load_studio

FOLDER = Path(booking.studios.__file__).parent / "demo"
TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def load(file: Path):
    return load_studio(file.read_bytes(), base=file.parent, now=TODAY)


@pytest.mark.parametrize("slug", ["lakeside", "northlight"])
def test_demo_studio_is_a_fixed_point(slug, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    report = load(FOLDER / f"{slug}.yaml")
    assert report.notices == []
    assert load(FOLDER / f"{slug}.yaml").lines() == ["nothing changed"]
    organization = Organization.objects.get(slug=slug)
    exported = tmp_path / "exported.yaml"
    exported.write_text(export_studio(organization), encoding="utf-8")
    pictures = export_pictures(organization, folder=tmp_path)
    assert len(pictures) >= 3
    assert load(exported).lines() == ["nothing changed"]
    assert export_studio(organization) == exported.read_text(encoding="utf-8")


def test_demo_studio_shows_every_kind_with_dates(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(FOLDER / "lakeside.yaml")
    with acting_for(Organization.objects.get(slug="lakeside")):
        offerings = list(Offering.objects.all())
        dated = set(Session.objects.values_list("offering__slug", flat=True))
    assert {offering.kind for offering in offerings} == set(registry.names())
    assert {offering.slug for offering in offerings if registry.get(offering.kind).books == "sessions"} == dated
    assert {offering.visibility for offering in offerings} == {"public", "link", "hidden"}


def test_exported_studio_loads_into_an_empty_installation(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    load(FOLDER / "northlight.yaml")
    organization = Organization.objects.get(slug="northlight")
    text = export_studio(organization)
    copy = tmp_path / "copy.yaml"
    copy.write_text(text.replace("slug: northlight", "slug: copy"), encoding="utf-8")
    export_pictures(organization, folder=tmp_path)
    assert load(copy).notices == []
    twin = export_studio(Organization.objects.get(slug="copy"))
    assert twin == text.replace("slug: northlight", "slug: copy")
