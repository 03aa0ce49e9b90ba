"""The rows of the table: what is measured, what others need for it, and what is asked of us."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench.databases import POSTGRESQL, SQLITE


@dataclass(frozen=True)
class Limit:
    """`figure` is at least `least`, or at most `most`."""

    figure: str
    least: float = float("-inf")
    most: float = float("inf")

    def holds(self, values: Mapping[str, object]) -> bool:
        return self.least <= values[self.figure] <= self.most


@dataclass(frozen=True)
class Row:
    """`shown` is the figure of the table; `script` is what `make bench ONLY=` takes."""

    script: str
    work: str
    shown: str
    goal: str
    limits: tuple[Limit, ...] = ()
    peers: str = ""
    on: tuple[str, ...] = (SQLITE, POSTGRESQL)

    def met(self, values: Mapping[str, object], *, database: str) -> bool | None:
        """None when nothing is asked on this database."""
        if not self.limits or database not in self.on:
            return None
        return all(limit.figure in values and limit.holds(values) for limit in self.limits)


def per_second(least: float, *more: Limit) -> tuple[Limit, ...]:
    return (Limit("per_second", least=least), *more)


def within(milliseconds: float, *more: Limit) -> tuple[Limit, ...]:
    return (Limit("p50_ms", most=milliseconds), *more)


# Fastest warm milliseconds of Cal.com's engine on the same workloads, by days.
OTHERS = {1: 0.7, 30: 11, 90: 43}

_CPU = Limit("cpu_ms_per_operation", most=9)
_SHARE = Limit("ratio_to_floor", least=0.4)
_SLOWEST = Limit("max_ms", most=1000)
_EXACT = (Limit("server_errors", most=0), Limit("sold_beyond", least=0, most=0))
_SIX_QUERIES = Limit("queries", most=6)
_BOOKING_PEERS = "pretix 13 / 21 per second; Easy!Appointments 110 / 165-202, selling one slot up to 8 times"
_ON_POSTGRESQL = "{} per second, 40 % of the floor, 9 CPU ms on PostgreSQL"
_PAGE_PEERS = "pretix 1.8 / 3.2 per second, 10 requests"


def _booking(what: str, clients: int, *, postgresql: int) -> dict[str, Row]:
    """One row per database, because the goals differ."""
    key = f"booking_{what.split()[-1]}_{clients}"
    work = f"booking over REST, {what}, {clients} client{'s' if clients > 1 else ''}"
    ours = per_second(postgresql, _CPU, _SHARE)
    sqlite = per_second(200, _SLOWEST)
    return {
        f"{key}_postgresql": Row(
            "booking", work, "per_second", _ON_POSTGRESQL.format(postgresql), ours, _BOOKING_PEERS, (POSTGRESQL,)
        ),
        f"{key}_sqlite": Row(
            "booking", work, "per_second", "200 per second, slowest under 1 s on SQLite", sqlite, "", (SQLITE,)
        ),
    }


def _paid(clients: int) -> Row:
    work = f"booking over REST, paid by card at a practice Stripe, {clients} client{'s' if clients > 1 else ''}"
    return Row("paid", work, "per_second", "every one confirmed; the provider shares the machine")


def _function(days: int, *, faster: int) -> Row:
    return Row(
        "slots_function",
        f"slot function, {days} day{'s' if days > 1 else ''}, slowest of six workloads",
        "p50_ms",
        f"{faster} times faster",
        (Limit("faster", least=faster),),
        f"Cal.com's engine {OTHERS[days]} ms",
        (SQLITE,),
    )


ROWS: dict[str, Row] = {
    **{f"slots_function_{days}": _function(days, faster=faster) for days, faster in ((1, 10), (30, 60), (90, 60))},
    "ceiling_1": Row("booking", "the client's own ceiling: an address that does nothing, 1 client", "per_second", ""),
    "ceiling_8": Row("booking", "the same, 8 clients", "per_second", ""),
    "floor_1": Row("booking", "the floor: five statements in a bare DRF view, 1 client", "per_second", ""),
    "floor_8": Row("booking", "the same, 8 clients", "per_second", ""),
    **_booking("a place of a class", 1, postgresql=130),
    **_booking("a place of a class", 8, postgresql=220),
    **_booking("an appointment", 1, postgresql=130),
    **_booking("an appointment", 8, postgresql=220),
    "quote_plain_1": Row("quotes", "quotes over REST, a plain price, 1 client", "per_second", ""),
    "quote_plain_8": Row("quotes", "the same, 8 clients", "per_second", ""),
    "quote_everything_1": Row("quotes", "quotes with phase, discount and code, 1 client", "per_second", ""),
    "quote_everything_8": Row("quotes", "the same, 8 clients", "per_second", ""),
    "paid_1": _paid(1),
    "paid_8": _paid(8),
    "guest_1": Row(
        "guest",
        "a guest's whole booking through the pages, 1 client",
        "per_second",
        "18 per second, 4 requests",
        per_second(18, Limit("requests", most=4)),
        _PAGE_PEERS,
    ),
    "guest_8": Row(
        "guest",
        "the same, 8 clients",
        "per_second",
        "32 per second, 4 requests",
        per_second(32, Limit("requests", most=4)),
        _PAGE_PEERS,
    ),
    "rush": Row(
        "rush",
        "100 clients for 10 places, until all are answered",
        "p50_ms",
        "600 ms",
        within(600),
        "pretix 1.2-1.8 s",
    ),
    "opening_unlimited": Row(
        "opening",
        "opening of a livestream without limit, 5,000 bookings by 64 clients",
        "per_second",
        "no 5xx, as many seats as were answered",
        _EXACT,
    ),
    "opening_limited": Row(
        "opening",
        "the same with 5,000 places, until everybody is told that it is sold out",
        "per_second",
        "no 5xx, exactly 5,000 sold",
        _EXACT,
    ),
    "slots_day_0": Row(
        "slots",
        "slots of one day over HTTP, no entries that day",
        "p50_ms",
        "4 ms, 6 queries",
        within(4, _SIX_QUERIES),
        "django-appointment 9 ms; Easy!Appointments 4 ms",
    ),
    "slots_day_1000": Row(
        "slots",
        "the same, 1,000 entries",
        "p50_ms",
        "4.5 ms, 6 queries",
        within(4.5, _SIX_QUERIES),
        "django-appointment 364 ms; Easy!Appointments 12.5 ms",
    ),
    "slots_day_10000": Row(
        "slots",
        "the same, 10,000 entries",
        "p50_ms",
        "9 ms, 6 queries",
        within(9, _SIX_QUERIES),
        "django-appointment 3,510 ms; Easy!Appointments 87 ms",
    ),
    "slots_month_1000": Row(
        "slots", "a month of slots over HTTP, 1,000 entries", "p50_ms", "8 ms", within(8), "Easy!Appointments 78 ms"
    ),
    "slots_month_10000": Row(
        "slots", "the same, 10,000 entries", "p50_ms", "25 ms", within(25), "Easy!Appointments 418 ms"
    ),
    "landing_uncached": Row(
        "landing",
        "landing page with live availability, uncached",
        "per_second",
        "80 per second, 12 queries",
        per_second(80, Limit("queries", most=12)),
        "pretix 25, a bare Wagtail page of 24 blocks 106 per second",
    ),
    "landing_cached": Row(
        "landing",
        "the same, cached",
        "per_second",
        "2,500 per second",
        per_second(2500),
        "a bare Wagtail page of 24 blocks 2,680 per second",
    ),
    "series_month": Row(
        "series",
        "month over 1,000 weekly series, in process",
        "p50_ms",
        "20 ms, 3 queries",
        within(20, Limit("queries", most=3)),
        "django-scheduler 619 ms, 1,002 queries",
    ),
    "series_week": Row("series", "a week of them as a page over HTTP", "p50_ms", ""),
    "feed": Row("feed", "feed of 1,000 sessions, warm", "p50_ms", "15 ms", within(15), "icalendar alone 118 ms"),
    "invoice_2": Row("invoice", "an invoice of two lines as PDF, in process", "p50_ms", "", on=(SQLITE,)),
    "invoice_60": Row("invoice", "the same of sixty lines on three pages", "p50_ms", "", on=(SQLITE,)),
    "memory": Row(
        "start",
        "web worker after 1,000 requests",
        "web_worker_mb",
        "170 MB",
        (Limit("web_worker_mb", most=170),),
        "pretix 298 MB",
    ),
    "start": Row(
        "start",
        "start to first answer",
        "start_to_first_answer_s",
        "1.5 s",
        (Limit("start_to_first_answer_s", most=1.5),),
        "pretix 2.7 s",
    ),
    "migrate": Row(
        "migrate", "first migrate", "first_migrate_s", "25 s", (Limit("first_migrate_s", most=25),), "pretix 65 s"
    ),
    "bank": Row(
        "bank",
        "bank file of 10,000 entries, until all are booked",
        "took_s",
        "120 s, 20 statements an entry, no piece above 500 ms",
        (Limit("took_s", most=120), Limit("statements_per_entry", most=20), Limit("longest_piece_ms", most=500)),
    ),
    "growth": Row(
        "growth",
        "100,000 bookings, 500 people: slowest list or page, 95th percentile",
        "p95_ms",
        "300 ms, 30 queries",
        (Limit("p95_ms", most=300), Limit("queries", most=30)),
    ),
    "growth_window": Row(
        "growth",
        "the same window with ten times the history",
        "ratio_to_a_tenth",
        "within noise (1.25)",
        (Limit("ratio_to_a_tenth", most=1.25),),
    ),
    "mixed": Row(
        "mixed",
        "20 clients, 90 % reading, 10 % booking",
        "per_second",
        "150 per second, p99 400 ms reading and 800 ms booking, no 5xx, memory flat (1.1)",
        per_second(
            150,
            Limit("reading_p99_ms", most=400),
            Limit("booking_p99_ms", most=800),
            Limit("server_errors", most=0),
            Limit("memory_ratio", most=1.1),
        ),
    ),
}
