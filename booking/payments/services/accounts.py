"""An organization's accounts with providers: kept, and one of them in use."""

from collections.abc import Mapping
from datetime import datetime

from booking.accounts.models import Organization
from booking.accounts.services import save_organization
from booking.audit.services import record_change
from booking.core.errors import Invalid
from booking.core.sealing import seal
from booking.core.transactions import transactional
from booking.payments.models import ProviderAccount
from booking.payments.providers import OnlineProvider
from booking.payments.states import Mode


def save_account(
    provider: OnlineProvider,
    *,
    mode: Mode,
    public_key: str,
    secrets: Mapping[str, str],
    actor: str,
    now: datetime,
) -> ProviderAccount:
    """Keep the keys of the active organization, after the provider has said whose they are.

    A secret that is left empty stays as it was. Raises Invalid for keys that are not what they should be.
    """
    known = ProviderAccount.objects.filter(provider=provider.name, mode=mode).first()
    kept = known.secrets if known else {}
    secrets = {name: secrets.get(name) or kept.get(name, "") for name in provider.secret_keys}
    _check(provider, mode=mode, public_key=public_key, secrets=secrets)
    account = provider.name_account(mode=mode, secrets=secrets)
    return _save(provider.name, mode=mode, keys=(account, public_key, secrets), actor=actor, now=now)


@transactional
def use_account(
    organization: Organization, *, provider: OnlineProvider, mode: Mode | None, actor: str, now: datetime
) -> None:
    """Take payments into this account from now on, or by this provider none any more. Repeating it is quiet."""
    accounts = ProviderAccount.objects.filter(provider=provider.name)
    if mode and not accounts.filter(mode=mode).exists():
        raise Invalid("Keep the keys first.", fields={"mode": ["no keys are kept for it"]})
    accounts.exclude(mode=mode or "").update(is_active=False)
    accounts.filter(mode=mode or "").update(is_active=True)
    others = [name for name in organization.online_payments if name != provider.name]
    used = sorted([*others, provider.name] if mode else others)
    save_organization(organization.slug, details={"online_payments": used})
    organization.online_payments = used
    _record(provider.name, action="payments.account_used", mode=mode or "none", actor=actor, now=now)


@transactional
def _save(
    provider: str, *, mode: Mode, keys: tuple[str, str, Mapping[str, str]], actor: str, now: datetime
) -> ProviderAccount:
    account, public_key, secrets = keys
    values = {"account": account, "public_key": public_key, "sealed_secrets": seal(dict(secrets)), "changed_at": now}
    row, _is_new = ProviderAccount.objects.update_or_create(provider=provider, mode=mode, defaults=values)
    _record(provider, action="payments.account_kept", mode=mode, actor=actor, now=now)
    return row


def _check(provider: OnlineProvider, *, mode: Mode, public_key: str, secrets: Mapping[str, str]) -> None:
    wrong = {}
    begins = provider.public_key[1][mode]
    if not public_key.startswith(begins) or not _is_plain(public_key):
        wrong["public_key"] = [f"begins with {begins}"]
    for name, (_label, starts) in provider.secret_keys.items():
        if not secrets[name].startswith(starts[mode]) or not _is_plain(secrets[name]):
            wrong[name] = [f"begins with {' or '.join(starts[mode])}"]
    if wrong:
        raise Invalid("These are not the keys for this mode.", fields=wrong)


def _is_plain(key: str) -> bool:
    return 10 <= len(key) <= 200 and key.isascii() and key.replace("_", "").isalnum()


def _record(provider: str, *, action: str, mode: str, actor: str, now: datetime) -> None:
    record_change(
        actor=actor,
        action=action,
        subject_type="payments",
        subject_reference=provider,
        now=now,
        changes={"mode": mode},
    )
