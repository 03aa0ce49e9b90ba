import pytest

from booking.accounts.services import save_member
from booking.core.tenancy import acting_for
from booking.people.models import Customer
from booking.people.services import retire_instructor, save_customer, save_instructor

pytestmark = pytest.mark.django_db


def test_save_customer_knows_people_by_mail_and_lets_no_stranger_change_them(organization, now):
    first = save_customer(name="Rui", email="Rui@Example.com", phone="+41 44 000 00 00", now=now)
    second = save_customer(name="Rui Costa", email=" rui@example.COM ", timezone="Europe/Lisbon", now=now)
    assert first == second
    row = Customer.objects.get()
    assert (row.name, row.email, row.phone, row.timezone) == ("Rui", "rui@example.com", "+41 44 000 00 00", "")


def test_save_customer_writes_nothing_when_nothing_is_new(organization, now, django_assert_num_queries):
    save_customer(name="Rui", email="rui@example.com", now=now)
    with django_assert_num_queries(1):
        save_customer(name="Rui", email="rui@example.com", now=now)


def test_save_customer_keeps_organizations_apart(organization, other_organization, now):
    save_customer(name="Rui", email="rui@example.com", now=now)
    with acting_for(other_organization):
        save_customer(name="R. Costa", email="rui@example.com", now=now)
        assert Customer.objects.get().name == "R. Costa"
    assert Customer.objects.get().name == "Rui"


def test_save_instructor_brings_back_who_had_left(organization):
    member = save_member("ana@quiet.example", name="Ana", role="instructor")
    details = {"slug": "ana", "name": "Ana", "timezone": "Europe/Zurich"}
    instructor = retire_instructor(save_instructor(member, details=details))
    assert not instructor.is_active
    again = save_instructor(member, details={"job_title": "Coach"})
    assert (again.pk, again.is_active, again.job_title, again.slug) == (instructor.pk, True, "Coach", "ana")
