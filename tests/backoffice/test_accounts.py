"""Keys of payment providers at the desk: for managers, sealed, and never shown again."""

import pytest

from booking.accounts.models import Organization
from booking.payments.models import ProviderAccount
from tests.cards.practice import KEYS, PUBLIC_KEY, practice_stripe

PAGE = "/admin/studio/payments/"
FORM = {"provider": "card", "mode": "test", "public_key": PUBLIC_KEY, **KEYS}


@pytest.fixture
def practising(settings):
    with practice_stripe() as practice:
        settings.STRIPE_API = practice.url
        yield practice


def test_keys_are_kept_sealed_and_switched_on(sign_in, practising):
    owner = sign_in("owner")
    assert owner.post(PAGE, FORM).status_code == 303
    kept = ProviderAccount.objects.get()
    assert (kept.account, kept.is_active, kept.secrets) == ("acct_practice", False, KEYS)
    assert KEYS["secret"] not in kept.sealed_secrets
    page = owner.get(PAGE).content.decode()
    assert "acct_practice" in page and not any(secret in page for secret in KEYS.values())
    assert "http://testserver/hooks/card/" in page
    owner.post(PAGE, {"provider": "card", "use": "test"})
    assert Organization.objects.get().online_payments == ["card"]
    owner.post(PAGE, {**FORM, "secret": "", "webhook": "whsec_another12345"})
    kept.refresh_from_db()
    assert (kept.secrets, kept.is_active) == ({**KEYS, "webhook": "whsec_another12345"}, True)
    owner.post(PAGE, {"provider": "card", "use": ""})
    assert (Organization.objects.get().online_payments, ProviderAccount.objects.get().is_active) == ([], False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "sk_live_practicepractice"},
        {"public_key": "pk_live_practicepractice"},
        {"public_key": KEYS["secret"]},
        {"webhook": "sk_test_practicepractice"},
        {"secret": "sk_test_ü" + "x" * 20},
        {"mode": "live"},
    ],
)
def test_keys_of_another_kind_are_refused_with_a_hint(sign_in, practising, wrong):
    answer = sign_in("owner").post(PAGE, {**FORM, **wrong})
    assert answer.status_code == 422 and "begins with" in answer.content.decode()
    assert ProviderAccount.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"provider": "transfer"}, {"provider": ""}, {"mode": "real"}, {"use": "real"}])
def test_unknown_buttons_are_told(sign_in, practising, wrong):
    assert sign_in("owner").post(PAGE, {**FORM, **wrong}).status_code == 400


def test_a_provider_that_is_away_keeps_nothing(sign_in, practising):
    practising.fail_next("away")
    assert sign_in("owner").post(PAGE, FORM).status_code == 503
    assert ProviderAccount.objects.count() == 0


def test_instructors_know_nothing_of_it(sign_in):
    assert sign_in("ana").get(PAGE).status_code == 404
