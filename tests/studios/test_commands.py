import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from booking.accounts.models import Organization
from tests.studios.studio_files import BASE, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "quay.yaml"
    path.write_text(BASE)
    return path


def test_load_studio_command_prints_a_summary(file, capsys):
    call_command("load_studio", str(file))
    assert capsys.readouterr().out.splitlines() == [
        "organization: 1 created",
        "places: 1 created",
        "people: 1 created",
        "policies: 1 created",
        "forms: 1 created",
        "offerings: 2 created",
        "quay: loaded",
    ]
    call_command("load_studio", str(file))
    assert capsys.readouterr().out.splitlines() == ["nothing changed", "quay: loaded"]


def test_load_studio_command_only_checks_on_a_dry_run(file, capsys):
    call_command("load_studio", str(file), "--dry-run")
    assert capsys.readouterr().out.splitlines()[-1] == "quay: checked, nothing was written"
    assert not Organization.objects.filter(slug="quay").exists()


def test_load_studio_command_lists_all_problems(file):
    file.write_bytes(changed(("country: CH", "country: X"), ("kind: class", "kind: x")))
    with pytest.raises(CommandError) as refusal:
        call_command("load_studio", str(file))
    assert str(refusal.value).splitlines() == [
        str(file),
        "Nothing was changed, because of 2 problems:",
        "  line 7, organization.country: found X; allowed: an ISO 3166 country in two letters such as CH",
        "  line 31, offerings[1].kind: found x; "
        "allowed: event, retreat, program, class, course, appointment, workshop, livestream or credits",
    ]


def test_load_studio_command_names_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("load_studio", str(tmp_path / "none.yaml"))
    assert str(refusal.value) == f"{tmp_path / 'none.yaml'} cannot be read: No such file or directory"


def test_export_studio_command_writes_what_load_studio_reads(file, tmp_path, capsys):
    call_command("load_studio", str(file))
    call_command("export_studio", "quay", "--output", str(tmp_path / "out.yaml"))
    capsys.readouterr()
    call_command("load_studio", str(tmp_path / "out.yaml"))
    assert capsys.readouterr().out.splitlines() == ["nothing changed", "quay: loaded"]


def test_export_studio_command_names_the_organizations_there_are(db):
    known = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True))
    with pytest.raises(CommandError) as refusal:
        call_command("export_studio", "nowhere")
    assert str(refusal.value) == f"There is no organization 'nowhere'; there are: {known}."
