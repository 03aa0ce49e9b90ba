import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from booking.accounts.models import Owned
from booking.core import guards
from booking.core.tenancy import NoActiveOrganization, ScopedManager
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.django_db

# Tables without an organization column, each with its reason.
SHARED = {
    "accounts.User": "a person may belong to several organizations",
    "accounts.Organization": "is the organization",
    "accounts.Domain": "finds the organization of a request",
    "core.EventRecord": "plumbing; carries the organization's key",
    "core.Delivery": "plumbing; belongs to an event record",
    "core.Change": "plumbing; says that something changed, not what",
    "core.IdempotencyKey": "plumbing; carries the organization's key",
    "calendars.RuledEvent": "a reading of django-scheduler's table",
}


def business_models():
    return [model for model in apps.get_models() if model.__module__.startswith("booking.")]


def test_every_table_belongs_to_an_organization():
    pages = {model._meta.label for model in business_models() if model._meta.app_label == "pages"}
    unowned = {model._meta.label for model in business_models() if not issubclass(model, Owned)}
    assert unowned - pages == set(SHARED)


def test_every_owned_manager_refuses_without_an_organization():
    for model in business_models():
        if issubclass(model, Owned):
            assert isinstance(model._default_manager, ScopedManager), model
            with pytest.raises(NoActiveOrganization):
                model._default_manager.all()


def test_every_guard_is_up():
    up = guards.standing()
    if connection.vendor == "sqlite":
        wanted = {f"{guard.name}_{suffix}" for guard in guards.all_guards() for suffix in guard.sqlite}
    else:
        wanted = {guard.name for guard in guards.all_guards()}
    assert up == wanted


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_guards_return_after_a_table_was_rebuilt():
    guards.take_down()
    if connection.vendor == "sqlite":
        assert guards.standing() == set()
    call_command("migrate", verbosity=0)
    assert guards.standing() >= {f"{guard.name}_{s}" for guard in guards.all_guards() for s in guard.sqlite} or (
        connection.vendor == "postgresql"
    )


def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_room_has_one_clean_migration():
    counts = {
        folder.parent.name: len(list(folder.glob("0*.py")))
        for folder in [*ROOT.glob("booking/*/migrations"), ROOT / "home" / "migrations"]
    }
    assert set(counts.values()) == {1}, counts


def test_no_model_orders_by_default():
    assert [model._meta.label for model in business_models() if model._meta.ordering] == []
