"""Security switches are listed and frozen (HARDENING H18)."""

from tests.architecture.sources import ROOT, name_of, product_files

TRUSTED_MARKUP = {"booking/core/markup.py"}


def test_markup_is_trusted_in_one_place():
    users = {name_of(path) for path in product_files() if "mark_safe" in path.read_text()}
    assert users == TRUSTED_MARKUP


def test_no_template_switches_escaping_off():
    switched = [
        name_of(path)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "|safe" in path.read_text() or "autoescape off" in path.read_text()
    ]
    assert switched == []


def test_scripts_are_files():
    inline = [
        name_of(path)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "<script>" in path.read_text() or "onclick=" in path.read_text() or " style=" in path.read_text()
        if "notifications" not in path.parts
    ]
    assert inline == []
