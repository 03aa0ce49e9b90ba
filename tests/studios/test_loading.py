"""OPS-8: loading is idempotent, and deletes nothing that customers depend on."""

import time

import pytest
from django.contrib.auth import get_user_model

from booking.accounts.models import Domain, Organization
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering, Variant
from booking.people.models import Instructor
from booking.scheduling.models import Session
from booking.studios.selectors import read_studio
from booking.studios.services import export_studio, load_studio, rehearse_studio
from tests.studios.studio_files import BASE, changed, generate

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, settings, now):
    settings.MEDIA_ROOT = tmp_path / "media"

    def run(content: bytes):
        return load_studio(content, base=tmp_path, now=now)

    return run


def counts(report):
    return {section: dict(counter) for section, counter in report.counts.items()}


def quay():
    return Organization.objects.get(slug="quay")


def test_load_makes_everything_and_says_so(load):
    report = load(BASE.encode())
    assert counts(report) == {
        "organization": {"created": 1},
        "places": {"created": 1},
        "people": {"created": 1},
        "policies": {"created": 1},
        "forms": {"created": 1},
        "offerings": {"created": 2},
    }
    assert not get_user_model().objects.get(email="ana@quay.example").has_usable_password()
    with acting_for(quay()):
        domains = Domain.objects.filter(organization=quay())
        assert list(domains.values_list("host", "is_default")) == [("quay.localhost", False)]


def test_load_twice_changes_nothing(load):
    load(BASE.encode())
    report = load(BASE.encode())
    assert (report.has_changes, report.lines()) == (False, ["nothing changed"])


def test_load_changes_what_the_file_changes(load):
    load(BASE.encode())
    report = load(changed(('"28.00"', '"30.00"'), ("name: Hall", "name: Great hall")))
    assert counts(report)["places"] == {"changed": 1}
    assert counts(report)["offerings"] == {"unchanged": 1, "changed": 1}
    with acting_for(quay()):
        assert Variant.objects.get(slug="drop-in").price == 3000


def test_load_archives_an_offering_that_is_missing_and_frees_its_times(load):
    load(BASE.encode())
    report = load(BASE[: BASE.index("  - slug: flow")].encode())
    assert report.notices == ["flow is no longer in the file: archived, its bookings stay"]
    with acting_for(quay()):
        assert Offering.objects.get(slug="flow").is_archived
        assert Session.objects.filter(offering__slug="flow").count() == 0
    assert load(BASE[: BASE.index("  - slug: flow")].encode()).lines() == ["nothing changed"]


def test_load_brings_an_archived_offering_back_with_its_dates(load):
    load(BASE.encode())
    with acting_for(quay()):
        dates = Session.objects.filter(offering__slug="flow").count()
    load(BASE[: BASE.index("  - slug: flow")].encode())
    load(BASE.encode())
    with acting_for(quay()):
        assert not Offering.objects.get(slug="flow").is_archived
        assert Session.objects.filter(offering__slug="flow").count() == dates > 50


def test_load_retires_a_person_who_is_missing(load):
    second = "  - email: bob@quay.example\n    name: Bob\n"
    load(BASE.replace("policies:", second + "policies:").encode())
    report = load(BASE.encode())
    assert report.notices == ["bob@quay.example is no longer in the file: the profile is off the site"]
    with acting_for(quay()):
        assert not Instructor.objects.get(email="bob@quay.example").is_active
    assert load(BASE.encode()).lines() == ["nothing changed"]


def test_load_takes_a_missing_tier_off_sale_without_deleting_it(load):
    tier = "      - {slug: drop-in"
    with_two = changed((tier, f'      - {{slug: pass, name: Pass, price: "90.00"}}\n{tier}'))
    load(with_two)
    load(BASE.encode())
    with acting_for(quay()):
        rows = Variant.objects.filter(offering__slug="flow").order_by("slug").values_list("slug", "is_active")
        assert list(rows) == [("drop-in", True), ("pass", False)]


def test_rehearsal_reports_the_same_and_writes_nothing(load, tmp_path, now):
    users = get_user_model().objects.count()
    rehearsed = rehearse_studio(BASE.encode(), base=tmp_path, now=now)
    assert not Organization.objects.filter(slug="quay").exists()
    assert get_user_model().objects.count() == users
    assert counts(rehearsed) == counts(load(BASE.encode()))


def test_load_reads_unquoted_times_and_quoted_dates_alike(load):
    load(BASE.encode())
    spelled = changed(('at: "18:00"', "at: 18:00"), ("starts: 2027-01-05", 'starts: "2027-01-05"'))
    assert load(spelled).lines() == ["nothing changed"]


def test_load_takes_names_in_any_script(load):
    load(changed(("name: Ana Keller", "name: 山田 花子"), ("name: Quay", "name: Причал")))
    with acting_for(quay()):
        profile = Instructor.objects.get(email="ana@quay.example")
    assert (quay().name, profile.name, profile.slug.isascii()) == ("Причал", "山田 花子", True)


def test_load_keeps_pictures_and_follows_a_new_drawing(load, tmp_path):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="{}"></svg>'
    file = tmp_path / "flow.svg"
    content = changed(("    name: Flow", "    name: Flow\n    picture: flow.svg"))
    file.write_text(drawing.format(3))
    assert counts(load(content))["pictures"] == {"created": 1}
    assert load(content).lines() == ["nothing changed"]
    file.write_text(drawing.format(5))
    assert counts(load(content))["pictures"] == {"changed": 1}
    file.unlink()
    assert load(content).lines() == ["nothing changed"]
    with acting_for(quay()):
        assert Offering.objects.get(slug="flow").picture.height == 5


def test_load_leaves_out_a_picture_that_is_nowhere(load):
    content = changed(("    name: Flow", "    name: Flow\n    picture: flow.svg"))
    notice = "offerings[1].picture: there is no picture flow.svg beside this file"
    assert load(content).notices == [notice]
    assert load(content).lines() == ["nothing changed", f"notice: {notice}"]


def test_load_of_a_hundred_offerings_takes_seconds(load):
    start = time.perf_counter()
    report = load(generate(100, people=10))
    assert counts(report)["offerings"] == {"created": 100}
    assert time.perf_counter() - start < 30
    assert load(generate(100, people=10)).lines() == ["nothing changed"]


@pytest.mark.parametrize(("currency", "price"), [("JPY", "6000"), ("KWD", "6.125"), ("NOK", "60.00")])
def test_export_is_a_fixed_point_in_currencies_of_any_decimals(load, currency, price):
    load(generate(7, people=3, currency=currency, price=price))
    organization = Organization.objects.get(slug="big")
    text = export_studio(organization)
    assert load(text.encode()).lines() == ["nothing changed"]
    assert export_studio(organization) == text
    with acting_for(organization):
        first = read_studio(organization)["offerings"][0]["variants"][0]
    assert first["price"] == int(price.replace(".", ""))
