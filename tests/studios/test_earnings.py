"""PAY-13: how people are paid stands in the studio file, for each and for an offering."""

from pathlib import Path

import pytest

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.earnings.models import Terms
from booking.studios.problems import StudioFileError
from booking.studios.services import export_studio, load_studio
from tests.studios.studio_files import changed

NAME, LAST = "    name: Ana Keller\n", '      - {slug: drop-in, name: Drop-in, price: "28.00"}\n'
OWN = '    profile: {earnings: {kind: percentage, percent: "62.5", counts_absent: true}}\n'
OF_FLOW = '    earnings: {kind: minimum, amount: "50.00", per_head: "4.00", included: 3}\n'


def load(own: str = "", of_flow: str = "", *, now) -> Organization:
    content = changed((NAME, NAME + own), (LAST, LAST + of_flow))
    load_studio(content, base=Path("."), now=now)
    return Organization.objects.get(slug="quay")


def test_terms_are_loaded_changed_and_written_again(db, now):
    quay = load(OWN, OF_FLOW, now=now)
    text = export_studio(quay)
    assert OF_FLOW.strip() in text and 'earnings: {kind: percentage, percent: "62.5", counts_absent: true}' in text
    report = load_studio(text.encode(), base=Path("."), now=now)
    assert (report.counts["people"], report.counts["offerings"]) == ({"unchanged": 1}, {"unchanged": 2})
    assert "earnings" not in export_studio(load(now=now))
    with acting_for(quay):
        assert not Terms.objects.exists()


@pytest.mark.parametrize(
    "own, place, allowed",
    [
        ("kind: percentage", "percent", "percent, which percentage needs"),
        ('kind: minimum, amount: "50.00"', "per_head", "per_head, which minimum needs"),
        ('kind: flat, amount: "50.00", percent: "3"', "percent", "for flat only amount"),
        ("kind: hourly", "kind", "per_session, percentage, flat or minimum"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_place(db, now, own, place, allowed):
    with pytest.raises(StudioFileError) as refused:
        load(f"    profile: {{earnings: {{{own}}}}}\n", now=now)
    [problem] = refused.value.problems
    assert problem.path == f"people[0].profile.earnings.{place}" and allowed in problem.allowed
