"""Random hours, rules, busy times and limits, each from one seed: the same seed is the same question for ever."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import available_timezones

from booking.availability.rules import SlotRules, Window, WorkingHours

DAY = 86_400

ODD_PLACES = [
    ("Europe/Zurich", date(2027, 3, 28)),
    ("Europe/Zurich", date(2027, 10, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),  # half an hour back
    ("Australia/Lord_Howe", date(2027, 10, 3)),
    ("Antarctica/Troll", date(2027, 3, 28)),  # two hours
    ("Antarctica/Troll", date(2027, 10, 31)),
    ("Africa/Cairo", date(2027, 4, 30)),  # 00:00 does not exist
    ("Africa/Cairo", date(2027, 10, 29)),
    ("Asia/Beirut", date(2027, 3, 28)),  # nor does it here
    ("America/Santiago", date(2027, 4, 4)),  # 23:00 twice
    ("America/Santiago", date(2027, 9, 5)),
    ("America/Havana", date(2027, 11, 7)),  # 00:00 twice
    ("America/Nuuk", date(2027, 3, 27)),  # no 23:00 on the Saturday
    ("America/Scoresbysund", date(2027, 10, 30)),  # Saturday's last hour twice
    ("Asia/Kathmandu", date(2027, 5, 12)),  # +05:45, no change
    ("Pacific/Chatham", date(2027, 9, 26)),  # +12:45, at 02:45
    ("Europe/Dublin", date(2027, 3, 28)),  # standard time is the summer's
    ("Europe/Dublin", date(2027, 10, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("Pacific/Apia", date(2027, 1, 1)),
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 goes back to 23:01 of the day before
    ("Africa/Casablanca", date(2025, 2, 23)),  # Ramadan
    ("Africa/El_Aaiun", date(2026, 3, 22)),
    ("Asia/Kolkata", date(2026, 12, 31)),  # ISO week 53
]
ZONES = sorted(name for name in available_timezones() if name not in {"localtime", "Factory"})


def random_question(seed: int) -> dict:
    """The arguments of the slot function."""
    chance = Random(seed)
    timezone, around = random_place(chance)
    midnight = int(datetime(around.year, around.month, around.day, tzinfo=UTC).timestamp())
    after = midnight + random_offset(chance)
    return {
        "hours": random_hours(chance, timezone=timezone, around=around),
        "rules": random_rules(chance),
        "after": after,
        "before": after
        + chance.choice([2, 3, 1, 4, 0]) * DAY
        + chance.choice([chance.randint(0, DAY), chance.randrange(48) * 1800]),
        "busy": random_busy(chance, midnight=midnight),
        "taken": random_taken(chance, midnight=midnight),
    }


def random_place(chance: Random) -> tuple[str, date]:
    """A zone and a day: one of the odd ones, or any zone on any day of ten years."""
    if chance.random() < 0.7:
        return chance.choice(ODD_PLACES)
    return chance.choice(ZONES), date(2025, 1, 1) + timedelta(days=chance.randrange(4000))


def random_hours(chance: Random, *, timezone: str, around: date) -> WorkingHours:
    def near() -> date:
        return around + timedelta(days=chance.randint(-4, 5))

    weekly = []
    for _ in range(chance.randint(1, 3)):
        weekdays = chance.choice([range(7), range(5), (5, 6), chance.sample(range(7), chance.randint(1, 7))])
        start, end = random_window(chance)
        weekly += [Window(weekday, start, end) for weekday in weekdays]
    exceptions = {
        near(): tuple(random_window(chance) for _ in range(chance.randint(0, 3))) for _ in range(chance.randint(0, 3))
    }
    holidays = frozenset(near() for _ in range(chance.randint(0, 2)))
    return WorkingHours(timezone, tuple(weekly), exceptions, holidays)


def random_window(chance: Random) -> tuple[int, int]:
    """Some cross midnight, some are empty, most have edges that people would choose."""
    start = chance.choice([chance.randint(0, 1439), chance.randrange(288) * 5, chance.choice([0, 120, 150])])
    return start, start + chance.choice([480, 240, 600, 1440, 0, chance.randint(30, 1440), chance.randint(30, 1440)])


def random_rules(chance: Random) -> SlotRules:
    return SlotRules(
        length=chance.choice([60, 30, 90, chance.randint(5, 300)]),
        step=chance.choice([30, 15, 60, chance.randint(5, 120)]),
        buffer_before=chance.choice([0, 0, 7, 15]),
        buffer_after=chance.choice([0, 0, 10, 45]),
        per_day=chance.choice([None, None, None, 1, 2, 3, 1, 0]),
        per_week=chance.choice([None, None, None, None, 4, 3, 2, 1]),
    )


def random_busy(chance: Random, *, midnight: int) -> list[tuple[int, int]]:
    """Overlapping, touching, empty and reversed ones too."""
    starts = [midnight + random_offset(chance) for _ in range(chance.randint(0, 12))]
    return [
        (start, start + chance.choice([chance.randint(-600, 14400), chance.randrange(24) * 300])) for start in starts
    ]


def random_taken(chance: Random, *, midnight: int) -> list[int]:
    """Over the weeks around, and close to midnights."""
    far = [midnight + chance.randint(-9 * DAY, 9 * DAY) for _ in range(chance.randint(0, 4))]
    return far + [midnight + random_offset(chance) // DAY * DAY + chance.randint(-7200, 7200) for _ in far]


def random_offset(chance: Random) -> int:
    grain = chance.choice([1, 300, 1800])
    return chance.randint(-3 * DAY // grain, 4 * DAY // grain) * grain
