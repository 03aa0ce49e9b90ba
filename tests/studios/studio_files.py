"""Small studio files to load, and to break."""

BASE = """\
studio: 1
organization:
  slug: quay
  name: Quay
  timezone: Europe/Zurich
  currency: CHF
  country: CH
places:
  - slug: hall
    name: Hall
people:
  - email: ana@quay.example
    name: Ana Keller
    availability:
      weekly:
        - {days: [mon], from: "09:00", to: "17:00", places: [hall]}
policies:
  standard: {cancel_until_hours: 24}
forms:
  health:
    questions:
      - {slug: goals, type: text, label: Goals}
offerings:
  - slug: lesson
    kind: appointment
    name: Lesson
    facilitators: [ana@quay.example]
    variants:
      - {slug: single, name: Single, price: "120.00"}
  - slug: flow
    kind: class
    name: Flow
    place: hall
    length: 75
    capacity: 12
    schedule: {starts: 2027-01-05, at: "18:00", repeat: {every: 1, unit: week, on: [tue]}}
    policy: standard
    form: health
    variants:
      - {slug: drop-in, name: Drop-in, price: "28.00"}
"""


def changed(*pairs: tuple[str, str]) -> bytes:
    """The base file with each text replaced, which must be there."""
    text = BASE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def generate(offerings: int, *, people: int, currency: str = "JPY", price: str = "6000") -> bytes:
    """A school of any size: a third lessons, the rest weekly classes that do not collide."""
    lines = [
        "studio: 1",
        f"organization: {{slug: big, name: 大きな学校, timezone: Asia/Tokyo, currency: {currency}, country: JP}}",
        "places:",
        *(f"  - {{slug: place-{n}, name: Place {n}}}" for n in range(5)),
        "people:",
    ]
    for n in range(people):
        lines += [
            f"  - email: p{n}@big.example",
            f"    name: 先生 {n}",
            f"    profile: {{slug: teacher-{n}}}",
            '    availability: {weekly: [{days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00"}]}',
        ]
    lines.append("offerings:")
    for n in range(offerings):
        lines += _offering(n, people=people, price=price)
    return "\n".join(lines).encode()


def _offering(n: int, *, people: int, price: str) -> list[str]:
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[n // people % 7]
    hour = 8 + n // people // 7
    times = [
        "    kind: class",
        f"    place: place-{n % 5}",
        "    length: 50",
        "    capacity: 12",
        f'    schedule: {{starts: 2027-01-04, at: "{hour:02d}:00", repeat: {{every: 1, unit: week, on: [{day}]}}}}',
    ]
    return [
        f"  - slug: offering-{n}",
        f"    name: Offering {n}",
        f"    facilitators: [p{n % people}@big.example]",
        "    tags: [one, two]",
        *(["    kind: appointment", "    length: [30, 60]"] if n % 3 == 0 else times),
        f'    variants: [{{slug: single, name: Single, price: "{price}"}}]',
    ]
