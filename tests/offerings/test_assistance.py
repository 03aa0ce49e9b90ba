"""ORG-3: assistants have chosen rights of one instructor for named offerings, and nothing else."""

import pytest

from booking.accounts.authority import Staff
from booking.accounts.models import Membership
from booking.accounts.models.user import Role
from booking.accounts.rights import Right, rights_for, task_of
from booking.accounts.services import save_member
from booking.api.urls import urlpatterns
from booking.audit.models import AuditRecord
from booking.core.errors import Invalid
from booking.offerings.authority import offerings_of
from booking.offerings.models import Assistance, Offering
from booking.offerings.services import allow_creating, forbid_creating, lend_rights, take_rights
from booking.people.models import Instructor
from booking.reservations.authority import bookings_of, dates_of, sessions_of

pytestmark = pytest.mark.django_db
READ = task_of("bookings:read", method="GET")


@pytest.fixture
def assistant(studio) -> Membership:
    return save_member("ada@harbour.example", name="Ada", role="assistant")


@pytest.fixture
def lend(assistant, now):
    """Lend or take rights of Ana for an offering of hers."""

    def change(*rights: Right, offering: str = "coaching", instructor: str = "ana-keller", service=lend_rights) -> None:
        service(
            assistant,
            instructor=Instructor.objects.get(slug=instructor),
            offerings=[Offering.objects.get(slug=offering)],
            rights=rights,
            actor="staff:1",
            now=now,
        )

    return change


def at(member: Membership, task: str) -> Staff:
    return Staff(member.user, Role(member.role), member, task=task)


def reach(member: Membership, task: str) -> tuple[int, int, int]:
    """How many offerings, sessions and bookings are within reach."""
    staff = at(member, task)
    return offerings_of(staff).count(), sessions_of(staff).count(), bookings_of(staff).count()


def test_each_task_needs_its_own_right(assistant, lend):
    assert reach(assistant, READ) == (0, 0, 0)
    lend(Right.ROSTERS)
    assert [offering.slug for offering in offerings_of(at(assistant, READ))] == ["coaching"]
    assert reach(assistant, task_of("bookings:change", method="POST")) == (0, 0, 0)
    assert reach(assistant, "") == (0, 0, 0)
    lend(Right.BOOKINGS)
    assert offerings_of(at(assistant, task_of("bookings:change", method="POST"))).count() == 1
    lend(Right.ROSTERS, service=take_rights)
    assert reach(assistant, task_of("bookings:attendance", method="GET")) == (0, 0, 0)


def test_dates_are_those_of_the_one_instructor(assistant, lend):
    lend(Right.DATES, offering="tuesday-flow", instructor="ben-lind")
    task = task_of("sessions:change", method="POST")
    dates = dates_of(at(assistant, task))
    assert dates.count() > 0
    assert set(dates.values_list("offering__slug", "facilitator_links__instructor__slug")) == {
        ("tuesday-flow", "ben-lind")
    }
    assert dates_of(at(assistant, READ)).count() == 0


def test_only_what_the_instructor_holds_is_lent_and_only_to_assistants(assistant, lend, now):
    with pytest.raises(Invalid) as refused:
        lend(Right.BOOK, offering="tuesday-flow")
    assert refused.value.fields == {"offerings": ["Ana Keller does not hold tuesday-flow."]}
    ben = Membership.objects.get(user__email="ben@harbour.example")
    with pytest.raises(Invalid):
        lend_rights(ben, instructor=ben.instructor, offerings=[], rights=[Right.BOOK], actor="staff:1", now=now)
    assert Assistance.objects.count() == 0


def test_a_right_ends_with_the_instructors_part_in_the_offering(assistant, lend):
    lend(Right.ROSTERS)
    Offering.objects.get(slug="coaching").facilitator_links.all().delete()
    assert offerings_of(at(assistant, READ)).count() == 0


def test_a_right_lasts_as_long_as_the_role(assistant, lend):
    lend(Right.ROSTERS)
    Membership.objects.filter(pk=assistant.pk).update(role="instructor")
    assistant.refresh_from_db()
    assert reach(assistant, READ) == (0, 0, 0)


def test_invited_creators_may_create_until_it_is_withdrawn(assistant, now):
    invited = save_member("new@harbour.example", name="New", role="instructor")
    owner = save_member("olga@harbour.example", name="Olga", role="owner")

    def may(member: Membership) -> bool:
        member.refresh_from_db()
        return at(member, "").may_create_offerings

    assert (may(invited), may(assistant), may(owner)) == (True, False, True)
    for _ in "12":
        forbid_creating(invited, actor="staff:1", now=now)
        allow_creating(assistant, actor="staff:1", now=now)
        forbid_creating(owner, actor="staff:1", now=now)
    assert (may(invited), may(assistant), may(owner)) == (False, True, True)
    noted = AuditRecord.objects.filter(subject_type="member").order_by("pk").values_list("action", flat=True)
    assert list(noted) == ["member.creating_withdrawn", "member.creating_granted", "member.creating_withdrawn"]


def test_every_right_opens_something_that_a_route_does():
    scopes = {pattern.callback.cls.scope for pattern in urlpatterns if hasattr(pattern.callback, "cls")} | {
        "sessions:read"
    }
    opened = {
        right
        for scope in scopes
        for method in ("GET", "POST")
        for right in rights_for(f"{task_of(scope, method=method)}")
    }
    assert opened == set(Right)
