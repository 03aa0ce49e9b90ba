"""Bank statements and notifications of credits: camt.053 and camt.054 (ISO 20022, Swiss Payment Standards).

Read to the end before anything is kept, so a broken file changes nothing.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from booking.core.errors import Invalid
from booking.core.gate import EARLIEST, LATEST
from booking.core.money import Money, decimals_of

LONGEST_FILE: Final = 25_000_000
_DEEPEST: Final = 40
_MOST_ENTRIES: Final = 100_000
_MOST_MINOR: Final = 10**14
_DOCUMENT: Final = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.(05[34])\.001\.(04|08)\}Document")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One booked amount. `parts` is more than 1 for a sum of payments that the file does not tell one by one.

    `key` is the same for the same amount in every file of the bank; `entry_id` is what the bank calls the entry.
    """

    account: str
    entry_id: str
    amount: Money
    is_credit: bool
    is_reversal: bool
    booked_on: date
    parts: int = 1
    is_told: bool = False
    transaction: str = ""
    debtor: str = ""
    debtor_account: str = ""
    reference: str = ""
    text: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class BankFile:
    """`waiting` counts entries that the bank has not booked yet; they come again."""

    kind: str
    version: str
    message_id: str
    lines: tuple[Line, ...]
    waiting: int


def read_bank_file(content: bytes) -> BankFile:
    """Raises Invalid for what is no such file, or a broken one, in words for whoever chose it."""
    if not content.strip():
        raise _refusal("The file is empty.")
    if len(content) > LONGEST_FILE:
        raise _refusal(f"The file is larger than {LONGEST_FILE // 1_000_000} MB. Ask the bank for a shorter period.")
    try:
        return _read(content)
    except DefusedXmlException:
        raise _refusal("The file declares entities, which no bank's file does.") from None
    except ParseError as error:
        line, column = error.position
        raise _refusal(f"The file is broken at line {line}, character {column}. Download it again.") from None
    except (LookupError, ValueError):
        raise _refusal("The file's letters cannot be read. Download it again.") from None


def _refusal(reason: str) -> Invalid:
    return Invalid("This bank file cannot be read.", fields={"file": [reason]})


def _read(content: bytes) -> BankFile:
    kind = version = message_id = account = ""
    lines: list[Line] = []
    waiting, seen, depth = 0, Counter(), 0
    for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if event == "start":
            if depth == 1:
                kind, version = _kind_of(element)
            if depth > _DEEPEST:
                raise _refusal("The file is nested deeper than any bank's file.")
            continue
        name = _name(element)
        if name == "GrpHdr":
            message_id = _at(element, "MsgId")[:35]
        elif name == "Acct" and depth == 3:
            account = _account(element)
        elif name == "Ntry" and depth == 3:
            found = list(_lines_of(element, account=account))
            waiting += not found
            lines += [_keyed(line, seen=seen) for line in found]
            element.clear()
        elif name in ("Stmt", "Ntfctn") and depth == 2:
            account, seen = "", Counter()
            element.clear()
        if len(lines) > _MOST_ENTRIES:
            raise _refusal(f"The file has more than {_MOST_ENTRIES:,} entries. Ask the bank for a shorter period.")
    return BankFile(f"camt.{kind}", version, message_id, tuple(lines), waiting)


def _kind_of(root: Element) -> tuple[str, str]:
    found = _DOCUMENT.fullmatch(root.tag)
    if not found:
        raise _refusal("Choose a file of the kind camt.053 or camt.054, in version 001.04 or 001.08.")
    return found[1], found[2]


def _account(element: Element) -> str:
    return "".join(_at(element, "Id/IBAN").split())[:34]


def _lines_of(entry: Element, *, account: str) -> Iterator[Line]:
    """One line per payment that the entry tells of, else one for all of it; none while it is not booked."""
    if (_at(entry, "Sts/Cd") or _at(entry, "Sts")) != "BOOK":
        return
    if not account:
        raise _refusal("A statement in the file names no IBAN.")
    whole = Line(
        account=account,
        entry_id=_at(entry, "AcctSvcrRef")[:70],
        amount=_amount(_find(entry, "Amt")),
        is_credit=_is_credit(_at(entry, "CdtDbtInd")),
        is_reversal=_at(entry, "RvslInd") in ("true", "1"),
        booked_on=_day(entry),
        text=_at(entry, "AddtlNtryInf")[:500],
    )
    details = [found for group in _all(entry, "NtryDtls") for found in _all(group, "TxDtls")]
    told = [_told(found, whole=whole, is_single=len(details) == 1) for found in details]
    if told and all(line is not None and line.is_told for line in told):
        yield from told
        return
    batch = _at(entry, "NtryDtls/Btch/NbOfTxs")
    parts = int(batch) if batch.isascii() and batch.isdigit() and len(batch) < 7 else len(details)
    yield replace(whole, parts=max(1, parts), transaction="whole")


def _told(details: Element, *, whole: Line, is_single: bool) -> Line | None:
    """One payment of an entry; None when the file does not say how much of the entry it is."""
    amount, transaction = whole.amount, ""
    if not is_single:
        part = _find(details, "Amt")
        part = _find(details, "AmtDtls/TxAmt/Amt") if part is None else part
        if part is None or part.get("Ccy") != whole.amount.currency:
            return None
        amount = _amount(part)
    reference, text = _at(details, "RmtInf/Strd/CdtrRefInf/Ref"), _texts(details)
    debtor = _debtor(details)
    if not is_single:
        said = [_at(details, "Refs/EndToEndId"), reference, debtor, text]
        transaction = _at(details, "Refs/AcctSvcrRef") or "|".join(said)
    direction = _at(details, "CdtDbtInd")
    return replace(
        whole,
        amount=amount,
        is_credit=_is_credit(direction) if direction else whole.is_credit,
        is_told=bool(reference or text or debtor),
        transaction=transaction,
        debtor=debtor[:140],
        debtor_account=_at(details, "RltdPties/DbtrAcct/Id/IBAN")[:34],
        reference=reference[:140],
        text=text[:500] or whole.text,
    )


def _keyed(line: Line, *, seen: Counter) -> Line:
    """The bank's own ids say what is the same, or else all that is known; equal ones of a statement are numbered."""
    known = [line.entry_id, line.transaction]
    if not line.entry_id:
        known += [line.account, line.booked_on.isoformat(), line.debtor, line.debtor_account, line.reference, line.text]
    known += ["credit" if line.is_credit else "debit", str(line.is_reversal), str(line.amount)]
    said = "\x1f".join(known)
    seen[said] += 1
    return replace(line, key=hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest())


def _amount(element: Element | None) -> Money:
    """Up to five decimals are allowed (ISO 20022), more than the currency has are not."""
    currency = "" if element is None else element.get("Ccy", "")
    try:
        minor = Decimal((element.text or "").strip()).scaleb(decimals_of(currency))
    except (AttributeError, InvalidOperation, ValueError):
        raise _refusal("An entry has no amount that can be read.") from None
    if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor < _MOST_MINOR:
        raise _refusal(f"An entry has an amount that {currency} does not know.")
    return Money(int(minor), currency)


def _is_credit(indicator: str) -> bool:
    if indicator not in ("CRDT", "DBIT"):
        raise _refusal("An entry does not say whether money came or went.")
    return indicator == "CRDT"


def _day(entry: Element) -> date:
    said = _at(entry, "BookgDt/Dt") or _at(entry, "BookgDt/DtTm") or _at(entry, "ValDt/Dt")
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        raise _refusal("An entry has no date that can be read.") from None
    if not EARLIEST <= day <= LATEST:
        raise _refusal("An entry has a date outside of 2000 to 2100.")
    return day


def _debtor(details: Element) -> str:
    """Whoever paid, or for whom."""
    parties = ("UltmtDbtr/Nm", "UltmtDbtr/Pty/Nm", "Dbtr/Nm", "Dbtr/Pty/Nm")
    return next(filter(None, (_at(details, f"RltdPties/{party}") for party in parties)), "")


def _texts(details: Element) -> str:
    """What the payer wrote, and what the bank adds."""
    groups = _all(details, "RmtInf")
    remitted = [found for group in groups for found in _all(group, "Ustrd")]
    added = [found for group in groups for part in _all(group, "Strd") for found in _all(part, "AddtlRmtInf")]
    words = [*(_text(found) for found in [*remitted, *added]), _at(details, "AddtlTxInf")]
    return " ".join(filter(None, words))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: Element, name: str) -> list[Element]:
    return [child for child in element if _name(child) == name]


def _find(element: Element, path: str) -> Element | None:
    for name in path.split("/"):
        element = next(iter(_all(element, name)), None)
        if element is None:
            return None
    return element


def _at(element: Element, path: str) -> str:
    found = _find(element, path)
    return "" if found is None else _text(found)


def _text(element: Element) -> str:
    return " ".join(_CONTROLS.sub(" ", element.text or "").split())
