from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from booking.api.inputs.queries import OfferingQuery, OfferingsQuery, SessionsQuery, SlotsQuery, check_days
from booking.api.pagination import PAGE_SIZE, Page, read_page
from booking.api.presenters.offerings import show_offerings
from booking.api.presenters.sessions import show_sessions
from booking.api.presenters.slots import show_slots
from booking.api.purchases import find_facilitator, find_variant
from booking.api.shapes.documented import documented
from booking.api.shapes.offerings import OfferingPageShape, OfferingShape, SessionPageShape, SlotsShape
from booking.api.views.base import PublicView
from booking.core.answers import share
from booking.core.changes import CATALOGUE, Keeper, reads_busy, reads_dates, reads_places
from booking.core.clock import next_turn
from booking.core.errors import Invalid
from booking.core.limits import spend_search
from booking.core.timezones import day_bounds, local_date
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Visibility
from booking.offerings.selectors import (
    detailed_offering,
    filter_offerings,
    find_offering,
    public_offerings,
    shown_offering,
)
from booking.people.selectors import viewer_by_link
from booking.reservations.selectors import unchanged_until
from booking.reservations.slots import ShownSlots, shown_slots
from booking.scheduling.models import Session
from booking.scheduling.selectors import as_taken_now, with_people
from booking.scheduling.states import SessionStatus

_TAG = "Offerings"
_MOST_BYTES = 32_000_000
_MOST_ROWS = 5000

# Offerings with their details, only to be shown.
_pages: Keeper[Page] = Keeper(reads=CATALOGUE, most=_MOST_ROWS)
_dates: Keeper[Page] = Keeper(most=_MOST_ROWS)
# Kept here and not as whole answers, because a search counts for whoever makes it.
_slot_lists: Keeper[bytes] = Keeper(most=_MOST_BYTES)


def _share(response: Response, *, offerings: Sequence[Offering], now: datetime) -> Response:
    """Where all of them are public: with their dates and places as they stand."""
    if any(offering.visibility != Visibility.PUBLIC for offering in offerings):
        return response
    dated = [offering.pk for offering in offerings if kinds.get(offering.kind).books == "sessions"]
    return share(response, until=unchanged_until(now=now), reads=reads_places(dated))


class OfferingsView(PublicView):
    actor, scope, rate_class = "anyone", "offerings:read", "read"

    @documented("list_offerings", answer=OfferingPageShape, problems=[422], parameters=[OfferingsQuery], tag=_TAG)
    def get(self, request):
        """What can be booked

        Public offerings in the studio's order. Filters narrow down together.
        """
        query = self.read_query(OfferingsQuery)
        cursor, size = query.pop("cursor", ""), query.pop("page_size", PAGE_SIZE)
        if query:
            spend_search(request, now=self.now)
            page = self._read(filter_offerings(public_offerings(), **query), cursor=cursor, size=size)
            return Response(
                page.show(
                    show_offerings(page.rows, organization=self.organization, moment=request.moment, now=self.now)
                )
            )
        address = request.build_absolute_uri()
        page = _pages.find(address, now=self.now)
        if page is None:
            page = self._read(public_offerings(), cursor=cursor, size=size)
            kept = {"organization_id": self.organization.pk, "moment": request.moment}
            _pages.keep(address, page, **kept, size=1 + len(page.rows))
        response = Response(
            page.show(show_offerings(page.rows, organization=self.organization, moment=request.moment, now=self.now))
        )
        return _share(response, offerings=page.rows, now=self.now)

    def _read(self, offerings: QuerySet[Offering], *, cursor: str, size: int) -> Page:
        return read_page(offerings, keys=["pk"], name="offerings", request=self.request, cursor=cursor, size=size)


class OfferingView(PublicView):
    actor, scope, rate_class = "anyone", "offerings:read", "read"

    @documented("read_offering", answer=OfferingShape, problems=[404, 422], parameters=[OfferingQuery], tag=_TAG)
    def get(self, request, slug):
        """One offering

        With its price tiers, policy, next dates and intake form. One that is shared by link needs its `key`.
        """
        offering = find_offering(slug, key=self.read_query(OfferingQuery).get("key"))
        response = Response(
            show_offerings([offering], organization=self.organization, moment=request.moment, now=self.now)[0]
        )
        return _share(response, offerings=[offering], now=self.now)


class SlotsView(PublicView):
    actor, scope, rate_class = "anyone", "offerings:read", "search"

    @documented("list_slots", answer=SlotsShape, problems=[404, 422], parameters=[SlotsQuery], tag=_TAG)
    def get(self, request, slug):
        """Free times of an offering

        For offerings whose `books` is `slots`. Days are those of `timezone`, first and last included, 62 at most.
        """
        key = (self.organization.pk, request.path, request.META["QUERY_STRING"])
        answer = _slot_lists.find(key, now=self.now)
        if answer is None:
            shown, timezone = self._slots(slug)
            answer = JSONRenderer().render(show_slots(shown.slots, timezone=timezone))
            kept = {"organization_id": self.organization.pk, "moment": request.moment, "until": shown.until}
            # What a personal link shows ends with it, and nobody watches links.
            if "connection" not in request.query_params:
                _slot_lists.keep(key, answer, **kept, reads=reads_busy(shown.owners), size=len(answer))
        return HttpResponse(answer, content_type="application/json")

    def _slots(self, slug: str) -> tuple[ShownSlots, str]:
        """The free times, and the zone on whose clock they are wanted."""
        query = self.read_query(SlotsQuery)
        moment = self.request.moment
        offering = shown_offering(slug, key=query.get("key"), along=["venue__place"], moment=moment, now=self.now)
        timezone = query.get("timezone", self.organization.timezone)
        if kinds.get(offering.kind).books != "slots":
            raise Invalid(f"{offering.name} is not booked by free times: see what it books.")
        variant = find_variant(offering, slug=query["variant"]) if "variant" in query else None
        shown = shown_slots(
            offering,
            after=day_bounds(query["from"], timezone)[0],
            before=day_bounds(query["to"], timezone)[1],
            now=self.now,
            moment=moment,
            length=query.get("length") or (variant.length if variant else None),
            instructor=find_facilitator(offering, slug=query["instructor"]) if "instructor" in query else None,
            viewer=viewer_by_link(query.get("connection", "")),
        )
        return shown, timezone


class SessionsView(PublicView):
    actor, scope, rate_class = "anyone", "offerings:read", "read"

    @documented("list_sessions", answer=SessionPageShape, problems=[404, 422], parameters=[SessionsQuery], tag=_TAG)
    def get(self, request, slug):
        """Dates of an offering

        For offerings whose `books` is `sessions`: what is still to come, in order of time, with the places left.
        """
        query = self.read_query(SessionsQuery)
        offering = detailed_offering(slug, key=query.get("key"), moment=request.moment, now=self.now)
        if kinds.get(offering.kind).books != "sessions":
            raise Invalid(f"{offering.name} is not booked by its dates: see what it books.")
        timezone = query.get("timezone", self.organization.timezone)
        page = self._read(offering, query=query, timezone=timezone)
        shown = show_sessions(page.rows, offering=offering, timezone=timezone, now=self.now)
        return _share(Response(page.show(shown)), offerings=[offering], now=self.now)

    def _read(self, offering: Offering, *, query: dict, timezone: str) -> Page:
        """Kept until a date of the offering changes; only how many places are taken is always read."""
        address = self.request.build_absolute_uri()
        known = _dates.find(address, now=self.now)
        if known is not None:
            return replace(known, rows=as_taken_now(known.rows))
        page = read_page(
            self._sessions(offering, query=query, timezone=timezone),
            keys=["starts_at", "pk"],
            name="sessions",
            request=self.request,
            cursor=query.get("cursor", ""),
            size=query.get("page_size", PAGE_SIZE),
        )
        kept = {"organization_id": self.organization.pk, "moment": self.request.moment, "until": next_turn(self.now)}
        _dates.keep(address, page, **kept, reads=reads_dates([offering.pk]), size=1 + len(page.rows))
        return page

    def _sessions(self, offering: Offering, *, query: dict, timezone: str):
        today = local_date(self.now, timezone)
        first = query.get("from", min(today, query.get("to", today)))
        last = query.get("to", first + timedelta(days=settings.SERIES_HORIZON_DAYS - 1))
        check_days(first, last, most=settings.SERIES_HORIZON_DAYS)
        coming = Session.objects.filter(
            offering=offering,
            status=SessionStatus.SCHEDULED,
            starts_at__gte=max(day_bounds(first, timezone)[0], self.now),
            starts_at__lt=day_bounds(last, timezone)[1],
        )
        return with_people(coming)
