import subprocess
import sys
import tomllib

from django.apps import apps

from tests.architecture.sources import ROOT


def floors() -> dict[str, int]:
    """Room by height, read from the contract that import-linter enforces; 0 is the ground floor."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = contracts[0]["layers"]
    return {room.strip(): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def test_imports_point_down():
    done = subprocess.run(
        [f"{sys.prefix}/bin/lint-imports", "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": "site", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_foreign_keys_point_down():
    height = floors()
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model._meta.app_label in height
        and field.is_relation
        and field.concrete
        and field.related_model._meta.app_label in height
        and model._meta.app_label != field.related_model._meta.app_label
        and height[field.related_model._meta.app_label] >= height[model._meta.app_label]
    ]
    assert upward == []


def test_every_room_has_a_floor_a_label_and_a_docstring():
    rooms = {path.parent.name for path in (ROOT / "booking").glob("*/__init__.py")}
    assert rooms == set(floors())
    labels = {config.name: config.label for config in apps.get_app_configs() if config.name.startswith("booking.")}
    assert labels == {name: name.rpartition(".")[2] for name in labels}
    undocumented = [
        room for room in rooms if not (ROOT / "booking" / room / "__init__.py").read_text().startswith('"""')
    ]
    assert undocumented == []


def test_site_is_a_folder_and_not_a_package():
    assert not (ROOT / "site" / "__init__.py").exists()
    assert [path.name for path in (ROOT / "site").glob("*.py")] == []


def test_site_is_kept_by_git():
    done = subprocess.run(["git", "check-ignore", "site/config/settings.py"], cwd=ROOT, capture_output=True)
    assert done.returncode != 0
