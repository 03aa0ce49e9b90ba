"""The studio that is measured: eight coaches with appointments of their own, and a class with places for everybody."""

from pathlib import Path

import yaml

COACHES = 8
SESSIONS = 50
SLOT_MINUTES = 15
CLASS = "flow"
LAST_PLACES = "last-places"
PLACES = 10
UNLIMITED = "livestream"
DISCOUNTED = "discounted"
CODE = "TENTH"
# Few enough for a test, and as many as are asked for.
LIVESTREAMS = (60, 5000)


def appointment(number: int) -> str:
    return f"hour-{number}"


def livestream(places: int) -> str:
    return f"livestream-{places}"


def write_studio(path: Path, *, coaches: int = COACHES) -> Path:
    """The studio's file; with more coaches, each has appointments of their own too."""
    path.write_text(yaml.safe_dump(_studio(coaches), sort_keys=False, allow_unicode=True))
    return path


def _studio(coaches: int) -> dict:
    return {
        "studio": 1,
        "organization": {
            "slug": "bench",
            "name": "Bench",
            "timezone": "Europe/Zurich",
            "currency": "CHF",
            "country": "CH",
            "languages": ["en"],
            "vat": {"number": "CHE-000.000.000 MWST", "prices_include_vat": True, "default_rate": "8.1"},
            "bank": {"holder": "Bench", "iban": "CH9300762011623852957"},
        },
        "places": [{"slug": "hall", "name": "Hall", "address": "Quai 1, 8002 Zürich", "timezone": "Europe/Zurich"}],
        "people": [_coach(number) for number in range(coaches)] + [_teacher()],
        "policies": {
            "standard": {"cancel_until_hours": 24, "refund_tiers": [{"until_hours": 24, "percent": 50}]},
        },
        "offerings": [_appointment(number) for number in range(coaches)]
        + [_class(), _last_places(), _livestream(UNLIMITED, day=1), _discounted()]
        + [_livestream(livestream(places), day=2 + at, capacity=places) for at, places in enumerate(LIVESTREAMS)],
        "coupons": [{"code": CODE, "percent": "10", "limit": 1000, "per_customer": 1, "offerings": [DISCOUNTED]}],
    }


def _coach(number: int) -> dict:
    weekly = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "00:00"}]
    return {
        "email": f"coach{number}@bench.example",
        "name": f"Coach {number}",
        "role": "instructor",
        "profile": {"slug": f"coach-{number}", "job_title": "Coach", "bio": "Coach since 2010."},
        "timezone": "Europe/Zurich",
        "availability": {"weekly": weekly, "booking": {"firm": True, "firm_notice_hours": 0}},
    }


def _teacher() -> dict:
    return {
        "email": "teacher@bench.example",
        "name": "Tea Cher",
        "role": "instructor",
        "profile": {"slug": "tea-cher", "job_title": "Teacher", "bio": "Teaches since 2010."},
        "timezone": "Europe/Zurich",
    }


def _appointment(number: int) -> dict:
    return {
        "slug": appointment(number),
        "kind": "appointment",
        "name": f"A quarter with coach {number}",
        "facilitators": [f"coach{number}@bench.example"],
        "length": SLOT_MINUTES,
        "slot_step": SLOT_MINUTES,
        "window": {"notice_hours": 0, "days": 400},
        "capacity": 1,
        "policy": "standard",
        "variants": [{"slug": "single", "name": "Single", "price": "60.00"}],
        "payment": {"methods": ["transfer", "on_site"]},
    }


def _class() -> dict:
    return {
        "slug": CLASS,
        "kind": "class",
        "name": "Daily flow",
        "summary": "An hour of movement by the lake.",
        "description": "Breathe, stretch, rest.\n\nFor **everybody**.",
        "category": "movement",
        "tags": ["yoga"],
        "facilitators": ["teacher@bench.example"],
        "place": "hall",
        "length": 60,
        "capacity": 100_000,
        "policy": "standard",
        "schedule": {
            "starts": "2027-01-05",
            "at": "18:00",
            "repeat": {"every": 1, "unit": "day"},
            "count": SESSIONS,
        },
        "variants": [{"slug": "drop-in", "name": "Drop-in", "price": "28.00", "scope": "date"}],
        "payment": {"methods": ["transfer", "on_site", "card"]},
    }


def _last_places() -> dict:
    return {
        "slug": LAST_PLACES,
        "kind": "event",
        "name": "Last places",
        "facilitators": ["teacher@bench.example"],
        "length": 60,
        "capacity": PLACES,
        "schedule": {"starts": "2027-02-06", "at": "10:00", "repeat": {"every": 1, "unit": "day"}, "count": 40},
        "variants": [{"slug": "seat", "name": "Seat", "price": "10.00", "scope": "date"}],
        "payment": {"methods": ["transfer", "on_site"]},
    }


def _livestream(slug: str, *, day: int, capacity: int | None = None) -> dict:
    """Online, on one evening; without a capacity for as many as come."""
    return {
        "slug": slug,
        "kind": "livestream",
        "name": "Breathing with everybody",
        "facilitators": ["teacher@bench.example"],
        "length": 60,
        **({"capacity": capacity} if capacity else {}),
        "schedule": {"starts": f"2027-04-{day:02}", "at": "20:00"},
        "variants": [{"slug": "seat", "name": "Seat", "price": "10.00"}],
        "payment": {"methods": ["transfer", "on_site"]},
    }


def _discounted() -> dict:
    """Online too, with all that a price may be made from."""
    phases = [{"name": "Early bird", "until": "2027-12-31", "places": 1000, "price": "8.00"}]
    return {
        **_livestream(DISCOUNTED, day=28),
        "discounts": [{"kind": "group", "from": 3, "percent": "10"}],
        "variants": [{"slug": "seat", "name": "Seat", "price": "10.00", "phases": phases}],
    }
