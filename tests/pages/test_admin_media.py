"""What the admin's own API and reports tell about other studios: nothing."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from booking.accounts.models import User
from booking.studios.services import load_studio
from tests.conftest import NOW

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>'

OTHER = b"""
studio: 1
organization: {slug: loud, name: Loud, timezone: Europe/Oslo, currency: NOK, country: NO, languages: [en]}
people:
  - {email: owner@loud.example, name: Lou, role: owner}
"""


@pytest.fixture
def stranger(studio, tmp_path) -> Client:
    """The owner of a second studio, while the first has a picture and a document."""
    load_studio(OTHER, base=tmp_path, now=NOW)
    mine, theirs = (Collection.objects.get(name=slug) for slug in ("harbour", "loud"))
    for collection in (mine, theirs):
        Image.objects.create(title=collection.name, file=ContentFile(SVG, "a.svg"), collection=collection)
        Document.objects.create(title=collection.name, file=ContentFile(b"x", "a.txt"), collection=collection)
    client = Client(headers={"host": "loud.localhost"})
    client.force_login(User.objects.get(email="owner@loud.example"))
    return client


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_the_admin_api_lists_the_own_collection_only(stranger, kind):
    listed = stranger.get(f"/admin/api/main/{kind}/").json()
    assert [item["title"] for item in listed["items"]] == ["loud"]


def test_a_picture_of_another_studio_is_not_found(stranger):
    foreign = Image.objects.get(title="harbour")
    assert stranger.get(f"/admin/api/main/images/{foreign.pk}/").status_code == 404


def test_the_report_over_all_sites_is_for_those_who_run_the_installation(stranger):
    for path in ("/admin/reports/page-types-usage/", "/admin/reports/page-types-usage/results/"):
        assert stranger.get(path).status_code == 404
    stranger.force_login(User.objects.create_superuser("root@loud.example", "a long password"))
    assert stranger.get("/admin/reports/page-types-usage/").status_code == 200
