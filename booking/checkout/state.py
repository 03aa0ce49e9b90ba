"""What the till remembers between two pages, signed and dated, bound to the organization."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

from django.core import signing

from booking.core.clock import now
from booking.core.codes import new_token
from booking.core.errors import Malformed
from booking.core.sealing import CannotUnseal, seal, unseal
from booking.core.tenancy import active_organization_id

CHOICE_HOURS = 24
_MOST_TOKENS = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor wants to book. `starts_at` and `skip` are ISO instants, `sessions` references, `length` minutes.

    `on_request` is what was said when it was chosen, for wording: if somebody has to approve is decided on booking.
    """

    offering: str
    variant: str
    timezone: str
    quantity: int = 1
    starts_at: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    instructor: str = ""
    length: int | None = None
    key: str = ""
    connection: str = ""
    on_request: bool = False
    skip: tuple[str, ...] = ()
    rest: str = ""
    repeat: str = ""
    coupon: str = ""

    @property
    def skipped(self) -> tuple[datetime, ...]:
        return tuple(datetime.fromisoformat(text) for text in self.skip)

    @property
    def instants(self) -> tuple[datetime, ...]:
        return tuple(datetime.fromisoformat(text) for text in self.starts_at)


@dataclass(frozen=True, slots=True)
class Filling:
    """One rendering of the details form: its own idempotency key, and the hold it may replace."""

    choice: Choice
    nonce: str
    reference: str = ""
    secret: str = ""


def new_filling(choice: Choice) -> Filling:
    return Filling(choice=choice, nonce=new_token()[:22])


def write_choice(choice: Choice) -> str:
    """A token good for CHOICE_HOURS but for a minute: the same within a minute, because pages are full of them."""
    return _choice_token(
        choice, organization_id=active_organization_id(), minute=now().replace(second=0, microsecond=0)
    )


def read_choice(token: str, *, slug: str) -> Choice:
    """Raises Malformed when the token is not ours, too old or of another offering."""
    return _choice(_read("choice", token), slug=slug)


def write_filling(filling: Filling) -> str:
    """Sealed and not only signed: it carries the booking's secret, and addresses end up in logs."""
    return seal({"for": _salt("filling"), **asdict(filling)})


def read_filling(token: str, *, slug: str) -> Filling:
    """Raises Malformed when the token is not ours, too old or of another offering."""
    try:
        stored = unseal(token, most_seconds=CHOICE_HOURS * 3600)
    except CannotUnseal:
        raise Malformed(
            "This page has been open for too long, or its address is incomplete. Please choose again."
        ) from None
    if stored.pop("for", None) != _salt("filling"):
        raise Malformed("This link belongs to something else. Please choose again.")
    return Filling(**{**stored, "choice": _choice(stored["choice"], slug=slug)})


@lru_cache(maxsize=_MOST_TOKENS)
def _choice_token(choice: Choice, *, organization_id: int, minute: datetime) -> str:
    return _write("choice", asdict(choice))


def _choice(stored: Mapping[str, object], *, slug: str) -> Choice:
    several = {name: tuple(stored[name]) for name in ("starts_at", "sessions", "skip")}
    choice = Choice(**{**stored, **several})
    if choice.offering != slug:
        raise Malformed("This link belongs to something else. Please choose again.")
    return choice


def _write(purpose: str, value: object) -> str:
    return signing.dumps(value, salt=_salt(purpose), compress=True)


def _read(purpose: str, token: str) -> dict[str, object]:
    try:
        return signing.loads(token, salt=_salt(purpose), max_age=CHOICE_HOURS * 3600)
    except signing.SignatureExpired:
        raise Malformed("This page has been open for too long. Please choose again.") from None
    except signing.BadSignature:
        raise Malformed("This link is incomplete or was changed on its way. Please choose again.") from None


def _salt(purpose: str) -> str:
    return f"checkout.{purpose}.{active_organization_id()}"
