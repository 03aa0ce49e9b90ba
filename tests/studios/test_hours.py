"""Hours with conditions, rules of being booked, regions: loaded, exported, and refused where they make no sense."""

import pytest

from booking.accounts.models import Organization
from booking.availability.models import Schedule
from booking.core.tenancy import acting_for
from booking.studios.problems import StudioFileError
from booking.studios.services import export_studio, load_studio, read_file
from tests.studios.studio_files import changed

HOURS = '        - {days: [mon], from: "09:00", to: "17:00", places: [hall]}\n'
PLACE = "  - slug: hall\n    name: Hall\n"
FURTHER = """\
  - {slug: barn, name: Barn}
travel:
  - {from: hall, to: barn, minutes: 20}
  - {from: barn, to: hall, minutes: 25}
resources:
  - {slug: stove, name: Stove, place: barn, blackouts: [{from: 2027-03-01, to: 2027-03-02}]}
"""
RULED = [
    (PLACE, PLACE + FURTHER),
    ("  country: CH\n", "  country: CH\n  region: ZH\n"),
    ("    name: Ana Keller\n", "    name: Ana Keller\n    country: DE\n    region: BY\n"),
    (
        HOURS,
        HOURS
        + """\
        - {days: [sat], from: "10:00", to: "12:00", offerings: [lesson], booking: request, audience: connected}
      exceptions:
        - {date: 2027-05-15, from: "10:00", to: "14:00", offerings: [lesson], places: [hall]}
        - {date: 2027-05-15, from: "16:00", to: "18:00", audience: vip, booking: request}
      blackouts:
        - {from: 2027-07-01, to: 2027-08-15, reason: Summer}
        - {from: "2027-09-01T12:00", to: 2027-09-01, reason: Dentist}
        - {from: 2027-10-05, to: 2027-10-05, keep_booked: true}
      public_holidays: closed
      calendar_visibility: connected
      calendar_details: title
      booking:
        notice_hours: 1
        rules:
          - {kinds: [appointment], relations: [vip], firm_notice_hours: 2}
          - {relations: [none, requested], approval_for_strangers: true, per_day: 2}
""",
    ),
]


@pytest.mark.django_db
def test_rules_are_a_fixed_point(now, tmp_path):
    load_studio(changed(*RULED), base=tmp_path, now=now)
    organization = Organization.objects.get(slug="quay")
    text = export_studio(organization)
    assert read_file(text.encode())[1] == read_file(changed(*RULED))[1]
    assert load_studio(text.encode(), base=tmp_path, now=now).notices == []
    assert export_studio(organization) == text
    with acting_for(organization):
        schedule = Schedule.objects.get()
    assert (schedule.country, schedule.region, organization.region) == ("DE", "BY", "ZH")
    assert schedule.booking_rules == [
        {"kinds": ["appointment"], "relations": ["vip"], "firm_notice_hours": 2},
        {"relations": ["none", "requested"], "approval_for_strangers": True, "per_day": 2},
    ]


@pytest.mark.parametrize(
    ("replacement", "problem"),
    [
        (
            (HOURS, HOURS.replace("places: [hall]", "offerings: [leson]")),
            "line 16, people[0].availability.weekly[0].offerings[0]: found leson; "
            "allowed: an offering of this file: lesson or flow",
        ),
        (
            (HOURS, HOURS + "      booking: {rules: [{kinds: [appointment]}]}\n"),
            "line 17, people[0].availability.booking.rules[0]: found a mapping; allowed: what is different: firm, "
            "approval_for_strangers, firm_notice_hours, notice_hours, per_day or per_week",
        ),
        (
            ("  country: CH\n", "  country: LI\n  region: ZH\n"),
            "line 8, organization.region: found ZH; "
            "allowed: a region of the country with public holidays of its own, which has none",
        ),
        (
            (HOURS, HOURS.replace("places: [hall]", "audience: friends")),
            "line 16, people[0].availability.weekly[0].audience: found friends; allowed: everyone, connected or vip",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(replacement, problem):
    with pytest.raises(StudioFileError) as refusal:
        read_file(changed(replacement))
    assert str(refusal.value).splitlines()[-1].strip() == problem
