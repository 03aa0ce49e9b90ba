"""Rows read with what they refer to are what the ORM reads, in one statement."""

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext

from booking.availability.models import Schedule
from booking.core.rows import select_along
from booking.core.tenancy import NoActiveOrganization
from booking.offerings.models import Facilitator, Offering
from booking.people.models import Instructor
from booking.scheduling.models import Venue

TEAM = ("instructor", "instructor__calendar_owner", "instructor__schedule")


def test_rows_and_relations_are_those_of_the_orm(studio):
    with CaptureQueriesContext(connection) as asked:
        links = select_along(Facilitator, {}, along=TEAM)
        found = [
            [model_to_dict(row) for row in (link, link.instructor, link.instructor.calendar_owner)] for link in links
        ]
    expected = Facilitator.objects.select_related("instructor__calendar_owner").order_by("pk")
    assert len(asked) == 1
    assert found == [
        [model_to_dict(row) for row in (link, link.instructor, link.instructor.calendar_owner)] for link in expected
    ]
    assert {link.instructor.schedule.instructor is link.instructor for link in links if link.instructor.is_active} == {
        True
    }


def test_relation_that_leads_nowhere_is_none_and_asks_for_nothing(studio):
    offering = Offering.objects.create(slug="nowhere", name="Nowhere", kind="event")
    venue = Venue.objects.create(offering=offering)
    person = Instructor.objects.order_by("pk")[0]
    Schedule.objects.filter(instructor=person).delete()
    with CaptureQueriesContext(connection) as asked:
        (found,) = select_along(Venue, {"pk": venue.pk}, along=["place"])
        (known,) = select_along(Instructor, {"pk": (person.pk,)}, along=["schedule"])
        assert (found.place, hasattr(known, "schedule")) == (None, False)
    assert len(asked) == 2


def test_nothing_is_asked_for_none_of_many(studio):
    with CaptureQueriesContext(connection) as asked:
        assert select_along(Venue, {"pk": []}, along=["place"]) == []
    assert len(asked) == 0


def test_without_an_organization_nothing_is_read(db):
    with pytest.raises(NoActiveOrganization):
        select_along(Venue, {}, along=["place"])
