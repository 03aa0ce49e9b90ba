import hashlib
from collections.abc import Iterable
from datetime import datetime

from booking.accounts.models import Organization
from booking.core.errors import Invalid
from booking.core.events import publish
from booking.core.iban import in_fours, plain_iban
from booking.core.transactions import transactional
from booking.payments.camt import BankFile, Line, read_bank_file
from booking.payments.events import BankEntriesDue
from booking.payments.models import BankEntry, BankStatement

_AT_ONCE = 500


def take_bank_file(
    content: bytes, *, name: str, organization: Organization, actor: str, now: datetime
) -> tuple[BankStatement, bool]:
    """Keep what a file of the bank tells, each entry once in however many files it stands; and whether it is new.

    The entries are matched afterwards, by `match_entries`. Raises Invalid for a file that cannot be read or that speaks
    of somebody else's account; then nothing is kept.
    """
    read = read_bank_file(content)
    _check_accounts(read.lines, organization=organization)
    return _keep(read, digest=hashlib.sha256(content).hexdigest(), name=name, actor=actor, now=now)


@transactional
def _keep(read: BankFile, *, digest: str, name: str, actor: str, now: datetime) -> tuple[BankStatement, bool]:
    statement, is_new = BankStatement.objects.get_or_create(
        digest=digest,
        defaults={
            "name": name[:200],
            "kind": f"{read.kind}.{read.version}",
            "message_id": read.message_id,
            "known": 0,
            "waiting": read.waiting,
            "actor": actor,
            "at": now,
        },
    )
    if is_new:
        entries = [_entry(line, statement=statement) for line in read.lines]
        BankEntry.objects.bulk_create(entries, batch_size=_AT_ONCE, ignore_conflicts=True)
        statement.known = len(entries) - statement.entries.count()
        statement.save(update_fields=["known"])
        publish(BankEntriesDue(statement_id=statement.pk), now=now)
    return statement, is_new


def _check_accounts(lines: Iterable[Line], *, organization: Organization) -> None:
    own = {plain_iban(iban) for iban in (organization.bank_iban, organization.bank_qr_iban) if iban}
    if not own:
        raise Invalid("This file cannot be taken.", fields={"file": ["The studio has no bank account yet."]})
    for account in sorted({line.account for line in lines} - own):
        reason = f"The file is about the account {in_fours(account)}, which is not the studio's."
        raise Invalid("This file cannot be taken.", fields={"file": [reason]})


def _entry(line: Line, *, statement: BankStatement) -> BankEntry:
    return BankEntry(
        statement=statement,
        key=line.key,
        entry_id=line.entry_id,
        account=line.account,
        amount=line.amount.minor,
        currency=line.amount.currency,
        is_credit=line.is_credit,
        is_reversal=line.is_reversal,
        is_told=line.is_told,
        parts=line.parts,
        booked_on=line.booked_on,
        debtor=line.debtor,
        debtor_account=line.debtor_account,
        said_reference=line.reference,
        text=line.text,
    )
