"""OPS-2: the consistency check finds each kind of fault, names it, and finds nothing else."""

import inspect
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from booking.accounts.tasks import check_consistency
from booking.core.consistency import find_faults, registry
from booking.scheduling.models import Session
from tests.consistency import (  # noqa: F401  (they register themselves)
    bank_seeds,
    book_seeds,
    card_seeds,
    credit_seeds,
    date_seeds,
    earning_seeds,
    fee_seeds,
    pack_seeds,
    plan_seeds,
    price_seeds,
)
from tests.consistency.seeds import SEEDS, all_powerful, drop_refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def miscounted(studio) -> str:
    """The reference of a session whose counter is wrong."""
    session = Session.objects.order_by("pk").first()
    Session.objects.filter(pk=session.pk).update(taken=1)
    return session.reference


@pytest.fixture
def defenceless(busy):
    """The busy studio in a database that refuses nothing, until the end of the test."""
    with all_powerful():
        drop_refusals()
    yield busy
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_each_seeded_fault_is_found_and_nothing_else(studio, other_organization, defenceless, now):
    assert find_faults(studio, now=now) == []
    found = {}
    for _, seed in SEEDS:
        others = {"other": other_organization} if "other" in inspect.signature(seed).parameters else {}
        with transaction.atomic():
            with all_powerful():
                seed(defenceless, now, **others)
            findings = find_faults(studio, now=now)
            transaction.set_rollback(True)
        found[seed.__name__] = {finding.check for finding in findings}
        assert {finding.organization for finding in findings} <= {"harbour"}
        assert all(finding.subject and finding.expected and finding.found for finding in findings)
    assert found == {seed.__name__: set(checks) for checks, seed in SEEDS}


def test_every_check_has_a_seeded_fault(studio, now):
    find_faults(studio, now=now)
    assert {check for checks, _ in SEEDS for check in checks} == set(registry.names())


def test_faults_of_others_are_not_ones_own(miscounted, other_organization, now):
    assert find_faults(other_organization, now=now) == []


def test_command_lists_what_it_finds_and_ends_with_1(miscounted, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("check_consistency", organization="harbour")
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"harbour: taken_places: session {miscounted}: expected 0 taken, as many as seats, found 1",
        "1 found.",
    ]


def test_command_lists_as_json(miscounted, capsys):
    with pytest.raises(SystemExit):
        call_command("check_consistency", "--json")
    (finding,) = json.loads(capsys.readouterr().out)
    assert finding == {
        "check": "taken_places",
        "organization": "harbour",
        "subject": f"session {miscounted}",
        "expected": "0 taken, as many as seats",
        "found": "1",
    }


def test_command_is_content_with_clean_data(studio, capsys):
    call_command("check_consistency")
    assert capsys.readouterr().out == "Everything agrees.\n"


def test_command_names_the_organizations_there_are(studio):
    with pytest.raises(CommandError, match="there are: .*harbour"):
        call_command("check_consistency", "--organization", "nobody")


def test_nightly_task_logs_each_finding(miscounted, caplog):
    check_consistency.call_local()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"taken_places: session {miscounted}" in caplog.text
