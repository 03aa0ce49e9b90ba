"""The studio's dates as a calendar to subscribe to: what is public, and nothing about anybody who comes."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from booking.calendars.ical import CalendarEvent, write_calendar
from booking.core.answers import share
from booking.core.changes import reads_dates
from booking.core.clock import now
from booking.core.limits import declares
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.offerings.selectors import public_offerings
from booking.pages.presentation.addresses import landing_paths, site_root
from booking.scheduling.selectors import Announced, announced_dates
from booking.scheduling.states import SessionStatus

_DAYS_BACK = timedelta(days=30)
_A_DAY = timedelta(days=1)
_MOST_DATES = 5000


@declares(actor="anyone", scope="pages:read", rate_class="read")
@require_safe
def show_schedule_feed(request: HttpRequest) -> HttpResponse:
    """Every public date of the studio."""
    if request.organization is None:
        raise Http404
    return _feed(list(public_offerings()), name=request.organization.name, request=request)


@declares(actor="anyone", scope="pages:read", rate_class="read")
@require_safe
def show_offering_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of one public offering."""
    found = list(public_offerings().filter(slug=slug)) if request.organization else []
    if not found or not _has_dates(found[0]):
        raise Http404
    return _feed(found, name=f"{found[0].name}, {request.organization.name}", request=request)


def _feed(offerings: Sequence[Offering], *, name: str, request: HttpRequest) -> HttpResponse:
    """The same bytes all day long unless something changes: what calendars ask for again and again."""
    today = datetime.combine(now().date(), time(), tzinfo=UTC)
    dated = {offering.pk: offering for offering in offerings if _has_dates(offering)}
    dates = announced_dates(
        dated.values(),
        after=today - _DAYS_BACK,
        before=today + timedelta(days=settings.SERIES_HORIZON_DAYS),
        most=_MOST_DATES,
    )
    paths = landing_paths(dated.values(), root=site_root(request))
    urls = {key: request.build_absolute_uri(path) for key, path in paths.items()}
    events = [_event(date, offering=dated[date.offering_id], url=urls[date.offering_id], at=today) for date in dates]
    response = HttpResponse(write_calendar(events, name=name), content_type="text/calendar; charset=utf-8")
    return share(response, until=today + _A_DAY, reads=reads_dates(dated))


def _has_dates(offering: Offering) -> bool:
    return kinds.get(offering.kind).books == "sessions"


def _event(date: Announced, *, offering: Offering, url: str, at: datetime) -> CalendarEvent:
    place = ", ".join(part for part in (date.place_name, date.place_address) if part)
    is_cancelled = date.status == SessionStatus.CANCELLED
    people = ", ".join(date.people)
    return CalendarEvent(
        uid=f"{date.reference}@almanac",
        start=date.starts_at,
        end=date.ends_at,
        timezone=date.timezone,
        summary=offering.name,
        description="\n".join(part for part in (offering.summary, f"With {people}" if people else "") if part),
        location=place,
        url=url,
        # A cancellation outranks every change that the date has seen (RFC 5546, 2.1.4).
        sequence=date.sequence + int(is_cancelled),
        is_cancelled=is_cancelled,
        stamped_at=at,
    )
