import pytest
from django.core.exceptions import ValidationError

from booking.accounts.models import Domain, Membership, Organization, User
from booking.accounts.selectors import organization_for_host
from booking.accounts.services import save_domains, save_member, save_organization
from booking.core.tenancy import acting_for, acting_for_everyone

pytestmark = pytest.mark.django_db

DETAILS = {"name": "Quay", "timezone": "Europe/Zurich", "currency": "CHF", "country": "CH", "languages": ["en"]}


def test_save_organization_changes_only_what_is_named():
    save_organization("quay", details=DETAILS)
    save_organization("quay", details={"tagline": "By the water"})
    organization = Organization.objects.get(slug="quay")
    assert (organization.name, organization.tagline, organization.languages) == ("Quay", "By the water", ["en"])


def test_save_organization_refuses_what_does_not_fit():
    with pytest.raises(ValidationError):
        save_organization("quay", details={**DETAILS, "brand_primary": "green"})


def test_save_domains_gives_localhost_to_the_first_organization():
    with acting_for_everyone():
        Domain.objects.all().delete()
    first, second = (save_organization(slug, details=DETAILS) for slug in ("quay", "pier"))
    for organization in (first, second, first):
        with acting_for(organization):
            save_domains(organization)
    with acting_for_everyone():
        known = list(Domain.objects.order_by("pk").values_list("host", "organization__slug", "is_default"))
    assert known == [
        ("localhost", "quay", True),
        ("quay.localhost", "quay", False),
        ("pier.localhost", "pier", False),
    ]
    hosts = ("pier.localhost:8000", "localhost", "127.0.0.1:8000", "unknown.example")
    assert [organization_for_host(host).slug for host in hosts] == ["pier", "quay", "quay", "quay"]


def test_save_member_gives_a_role_and_no_password(organization):
    member = save_member("Ana@Quiet.example", name="Ana", role="instructor")
    assert (member.user.email, member.user.first_name, member.role) == ("ana@quiet.example", "Ana", "instructor")
    assert not member.user.has_usable_password()
    assert save_member("ana@quiet.example", name="Ana", role="admin").pk == member.pk
    assert Membership.objects.get().role == "admin"


def test_save_member_never_renames_somebody_who_works_elsewhere_too(organization, other_organization):
    save_member("ana@quiet.example", name="Ana", role="owner")
    save_member("ana@quiet.example", name="Ana Keller", role="owner")
    assert User.objects.get(email="ana@quiet.example").first_name == "Ana Keller"
    with acting_for(other_organization):
        save_member("ana@quiet.example", name="Somebody", role="admin")
    assert User.objects.get(email="ana@quiet.example").first_name == "Ana Keller"
