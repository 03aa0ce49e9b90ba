"""The dates of an offering that has sessions: to choose from, or to take as a whole."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext

from booking.checkout.addresses import details_url, page_url
from booking.checkout.labels import day_label, elsewhere_label, places_label, price_label, range_label
from booking.checkout.months import pick_url
from booking.checkout.selection import Selection
from booking.core.gate import EARLIEST
from booking.core.timezones import local_date
from booking.reservations.selectors import places_left
from booking.scheduling.models import Session
from booking.scheduling.selectors import upcoming_sessions

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Date:
    """A line of `components/session_list.html`."""

    date_label: str
    time_label: str
    venue_label: str
    places_label: str
    places_level: str
    facilitator: str
    place: str
    url: str
    price_label: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates to choose from, and where more of them are; `book_url` takes all of them at once."""

    sessions: list[Date]
    more_url: str = ""
    book_url: str = ""
    reason: str = ""


def dates_to_choose(selection: Selection, *, base: str, now: datetime) -> Dates:
    """The next dates, ten at a time. Two queries more than the sessions themselves, however many there are."""
    horizon = now + timedelta(days=settings.SERIES_HORIZON_DAYS)
    most = selection.pages * PER_PAGE
    sessions = upcoming_sessions(selection.offering, after=now, before=horizon, most=most + 1)
    shown = sessions[:most]
    left = places_left(shown, now=now)
    query = selection.query(pages=selection.pages + 1, picked=" ".join(selection.picked))
    return Dates(
        sessions=[
            _choosable(session, left=left[session.pk], selection=selection, base=base, now=now) for session in shown
        ],
        more_url=page_url(base, query=query, anchor="timetable") if len(shown) < len(sessions) else "",
    )


def whole_series(selection: Selection, *, now: datetime) -> Dates:
    """All dates, past ones too: a series that has begun is not sold as a whole any more."""
    first_ever = datetime.combine(EARLIEST, time(), tzinfo=UTC)
    sessions = upcoming_sessions(selection.offering, after=first_ever, before=first_ever.replace(year=2100))
    left = places_left(sessions, now=now)
    scarcest = min((places for places in left.values() if places is not None), default=None)
    reason = _reason(sessions, scarcest=scarcest, selection=selection, now=now)
    return Dates(
        sessions=[_shown(session, selection=selection, label=("", ""), url="", price="") for session in sessions],
        book_url="" if reason else details_url(selection, chosen=()),
        reason=reason or places_label(scarcest, wanted=selection.quantity)[0],
    )


def _reason(sessions: list[Session], *, scarcest: int | None, selection: Selection, now: datetime) -> str:
    earliest = now + timedelta(hours=selection.offering.notice_hours)
    if not sessions:
        return gettext("No dates are open at the moment.")
    if sessions[0].starts_at <= earliest:
        return gettext("This has already begun, so it can no longer be booked.")
    if scarcest is not None and scarcest < selection.quantity:
        return gettext("Sold out") if scarcest == 0 else places_label(scarcest, wanted=selection.quantity)[0]
    return ""


def _choosable(session: Session, *, left: int | None, selection: Selection, base: str, now: datetime) -> Date:
    earliest = now + timedelta(hours=selection.offering.notice_hours)
    label, is_open = places_label(left, wanted=selection.quantity), left is None or left >= selection.quantity
    if session.starts_at <= earliest:
        label, is_open = (gettext("Booking has closed"), "bad"), False
    elif session.reference in selection.picked:
        label, is_open = (gettext("Chosen"), "good"), False
    url = pick_url(session.reference, selection=selection, base=base) if is_open else ""
    price = price_label(selection.variant.price_money * selection.quantity) if selection.picks == 1 else ""
    return _shown(session, selection=selection, label=label, url=url, price=price)


def _shown(session: Session, *, selection: Selection, label: tuple[str, str], url: str, price: str) -> Date:
    people = [link.instructor.name for link in session.facilitator_links.all()]
    return Date(
        date_label=day_label(local_date(session.starts_at, selection.timezone)),
        time_label=range_label(session.starts_at, session.ends_at, timezone=selection.timezone),
        venue_label=elsewhere_label(
            session.starts_at, session.ends_at, timezone=session.timezone, beside=selection.timezone
        ),
        places_label=label[0],
        places_level=label[1],
        facilitator=", ".join(people),
        place=session.place.name if session.place else "",
        url=url,
        price_label=price,
    )
