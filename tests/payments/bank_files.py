"""Files as banks make them, in both versions of both kinds."""

from dataclasses import dataclass, replace
from html import escape

IBAN = "CH9300762011623852957"
_SHELL = {
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


@dataclass(frozen=True)
class Paid:
    """One payment of an entry."""

    amount: str
    reference: str = ""
    text: str = ""
    debtor: str = "Mia Weber"
    bank_id: str = ""

    def details(self, currency: str, *, modern: bool) -> str:
        name = f"<Nm>{escape(self.debtor)}</Nm>"
        person = f"<Pty>{name}</Pty>" if modern else name
        refs = f"<AcctSvcrRef>{self.bank_id}</AcctSvcrRef>" if self.bank_id else "<EndToEndId>NOTPROVIDED</EndToEndId>"
        kind = "<Tp><CdOrPrtry><Prtry>QRR</Prtry></CdOrPrtry></Tp>"
        said = f"<Ustrd>{escape(self.text)}</Ustrd>" if self.text else ""
        if self.reference:
            said += f"<Strd><CdtrRefInf>{kind}<Ref>{self.reference}</Ref></CdtrRefInf></Strd>"
        account = "<DbtrAcct><Id><IBAN>CH5604835012345678009</IBAN></Id></DbtrAcct>"
        return (
            f'<TxDtls><Refs>{refs}</Refs><Amt Ccy="{currency}">{self.amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
            f"<RltdPties><Dbtr>{person}</Dbtr>{account}</RltdPties><RmtInf>{said}</RmtInf></TxDtls>"
        )


@dataclass(frozen=True)
class Booked:
    """One entry; without `paid` the bank tells no more than the sum."""

    amount: str
    entry_id: str
    paid: tuple[Paid, ...] = ()
    currency: str = "CHF"
    direction: str = "CRDT"
    is_reversal: bool = False
    status: str = "BOOK"
    parts: int = 0
    day: str = "2027-01-04"

    def entry(self, *, modern: bool) -> str:
        status = f"<Sts><Cd>{self.status}</Cd></Sts>" if modern else f"<Sts>{self.status}</Sts>"
        details = "".join(paid.details(self.currency, modern=modern) for paid in self.paid)
        batch = f"<Btch><NbOfTxs>{self.parts}</NbOfTxs></Btch>" if self.parts else ""
        told = f"<NtryDtls>{batch}{details}</NtryDtls>" if batch or details else ""
        named = f"<AcctSvcrRef>{self.entry_id}</AcctSvcrRef>" if self.entry_id else ""
        return (
            f'<Ntry><Amt Ccy="{self.currency}">{self.amount}</Amt><CdtDbtInd>{self.direction}</CdtDbtInd>'
            f"<RvslInd>{str(self.is_reversal).lower()}</RvslInd>{status}<BookgDt><Dt>{self.day}</Dt></BookgDt>{named}"
            f"<BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd>{told}<AddtlNtryInf>Credit</AddtlNtryInf></Ntry>"
        )


def one(amount: str, reference: str = "", *, entry_id: str = "E1", **said: str) -> Booked:
    """An entry of a single payment."""
    return Booked(amount, entry_id, (Paid(amount, reference, **said),))


def untold(booked: Booked) -> Booked:
    """The same entry where the bank keeps the details for another file."""
    return replace(booked, paid=(), parts=len(booked.paid))


def bank_file(*entries: Booked, kind: str = "camt.054", version: str = "08", account: str = IBAN) -> bytes:
    shell, statement = _SHELL[kind]
    body = "".join(entry.entry(modern=version == "08") for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}.001.{version}">'
        f"<{shell}><GrpHdr><MsgId>M1</MsgId></GrpHdr><{statement}><Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>"
        f"{body}</{statement}></{shell}></Document>"
    ).encode()
