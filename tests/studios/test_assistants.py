"""What members are trusted with stands in the studio file (ORG-3)."""

from pathlib import Path

import pytest

from booking.accounts.models import Membership, Organization
from booking.core.tenancy import acting_for
from booking.offerings.models import Assistance
from booking.studios.problems import StudioFileError
from booking.studios.services import export_studio, load_studio
from tests.studios.studio_files import BASE

pytestmark = pytest.mark.django_db
ADA = "  - {email: ada@quay.example, name: Ada, role: assistant, assists: [ENTRIES]}\n"
ENTRY = "{instructor: ana@quay.example, offerings: [OFFERING], rights: [RIGHTS]}"


def load(*entries: tuple[str, str], now, more: str = "") -> Organization:
    written = ", ".join(ENTRY.replace("OFFERING", offering).replace("RIGHTS", rights) for offering, rights in entries)
    people = ADA.replace("ENTRIES", written) + more
    content = BASE.replace("policies:\n", f"{people}policies:\n", 1).replace("name: Flow\n", FLOW)
    load_studio(content.encode(), base=Path("."), now=now)
    return Organization.objects.get(slug="quay")


FLOW = "name: Flow\n    facilitators: [ana@quay.example]\n"


def lent(quay: Organization) -> list[tuple[str, str]]:
    with acting_for(quay):
        return sorted(Assistance.objects.values_list("offering__slug", "right"))


def test_rights_are_loaded_changed_and_written_again(db, now):
    quay = load(("lesson", "book, rosters"), ("flow", "rosters, book"), now=now)
    assert lent(quay) == [("flow", "book"), ("flow", "rosters"), ("lesson", "book"), ("lesson", "rosters")]
    text = export_studio(quay)
    assert "assists: [{instructor: ana@quay.example, offerings: [flow, lesson], rights: [book, rosters]}]" in " ".join(
        text.split()
    )
    report = load_studio(text.encode(), base=Path("."), now=now)
    assert report.counts["people"] == {"unchanged": 2}
    assert lent(load(("lesson", "dates"), now=now)) == [("lesson", "dates")]


def test_creating_follows_the_role_unless_the_file_says_otherwise(db, now):
    more = "  - {email: eve@quay.example, name: Eve, creates_offerings: false}\n"
    quay = load(("lesson", "book"), now=now, more=more)
    with acting_for(quay):
        rows = Membership.objects.order_by("user__email").values_list("user__email", "creates_offerings")
        assert dict(rows) == {"ada@quay.example": False, "ana@quay.example": True, "eve@quay.example": False}
    assert "creates_offerings: false" in export_studio(quay)


@pytest.mark.parametrize(
    "entry, said",
    [
        (("nothing", "book"), "an offering of this file"),
        (("lesson", "everything"), "rosters, attendance"),
        (("lesson]", "book"), ""),
    ],
)
def test_what_cannot_be_lent_is_named_with_its_place(db, now, entry, said):
    with pytest.raises(StudioFileError) as refused:
        load(entry, now=now)
    assert said in str(refused.value.problems[0])


def test_offerings_of_somebody_else_are_refused_at_their_place(db, now):
    content = BASE.replace(
        "policies:\n",
        ADA.replace("ENTRIES", ENTRY.replace("OFFERING", "flow").replace("RIGHTS", "book")) + "policies:\n",
        1,
    )
    with pytest.raises(StudioFileError) as refused:
        load_studio(content.encode(), base=Path("."), now=now)
    (problem,) = refused.value.problems
    assert "people[1].assists" in str(problem)
    assert "does not hold flow" in str(problem)
