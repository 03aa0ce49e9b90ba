"""The people who work for the organization, their profiles and hours."""

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from booking.accounts.models.user import Role
from booking.core.gate import fold_identity
from booking.offerings.kinds import registry as kinds
from booking.people.states import Relation
from booking.studios.schema.blackouts import Blackouts
from booking.studios.schema.composites import Key, ListOf, Ref, Section, optional
from booking.studios.schema.earnings import EARNINGS
from booking.studios.schema.hours import Exceptions, WeeklyHours
from booking.studios.schema.named import Registered
from booking.studios.schema.organization import Region, zone_of_organization
from booking.studios.schema.rights import ASSISTS
from booking.studios.schema.scalars import (
    Amount,
    Email,
    Flag,
    OneOf,
    Prose,
    Text,
    Whole,
    country_code,
    picture_file,
    slug,
    zone_name,
)
from booking.studios.schema.types import INVALID, Context, Spot, show_words

# A single rate stands in for whichever of the two is missing.
RATES = Section(*(Key(name, Amount(), default=None) for name in ("one_to_one", "group", "single")))


def _slug_of_person(values: dict, context: Context) -> str:
    """Readable in Latin letters, whatever the script of the name."""
    person = context.parents[-2]
    name = slugify(string_to_ascii(person.get("name", "")))[:60].strip("-_")
    return name or slugify(person.get("email", "").partition("@")[0])[:60].strip("-_") or "person"


PROFILE = Section(
    Key("slug", slug(), default=_slug_of_person, stays=True),
    Key("job_title", Text(120), default=""),
    Key("specializations", ListOf(Text(60), unique="", most=30), default=[]),
    Key("bio", Prose(), default=""),
    Key("photo", picture_file, default=""),
    optional("hourly_rate", RATES),
    Key("earnings", EARNINGS, default=None),
)
BUFFER = Section(
    Key("before", Whole(0, 1440, "minutes"), default=0),
    Key("after", Whole(0, 1440, "minutes"), default=0),
)


def _check_rule(values: dict, spot: Spot) -> None:
    if all(value is None for name, value in values.items() if name not in _MATCHES):
        spot.refuse(f"what is different: {show_words([key.name for key in RULE.keys if key.name not in _MATCHES])}")


_MATCHES = ("kinds", "relations")
RULE = Section(
    Key("kinds", ListOf(Registered(kinds), unique=""), default=[]),
    Key("relations", ListOf(OneOf(*Relation), unique=""), default=[]),
    Key("firm", Flag(), default=None),
    Key("approval_for_strangers", Flag(), default=None),
    Key("firm_notice_hours", Whole(0, 8760, "hours"), default=None),
    Key("notice_hours", Whole(0, 8760, "hours"), default=None),
    Key("per_day", Whole(1, 200), default=None),
    Key("per_week", Whole(1, 1000), default=None),
    check=_check_rule,
)


def stored_rule(values: dict) -> dict[str, object]:
    """What a rule says, without what it leaves open."""
    return {name: value for name, value in values.items() if value not in (None, [])}


def read_rule(stored: dict[str, object]) -> dict:
    """The values of the file for what `stored_rule` gave."""
    return {key.name: stored.get(key.name, [] if key.name in _MATCHES else None) for key in RULE.keys}


AVAILABILITY = Section(
    Key("weekly", WeeklyHours(), default=[]),
    Key("exceptions", Exceptions(), default=[]),
    Key("blackouts", Blackouts(), default=[]),
    Key("public_holidays", OneOf("closed", "open"), default="open"),
    optional("buffer", BUFFER),
    optional(
        "limits",
        Section(Key("per_day", Whole(1, 200), default=None), Key("per_week", Whole(1, 1000), default=None)),
    ),
    optional(
        "booking",
        Section(
            Key("firm", Flag(), default=True),
            Key("approval_for_strangers", Flag(), default=False),
            Key("firm_notice_hours", Whole(0, 8760, "hours"), default=24),
            Key("notice_hours", Whole(0, 8760, "hours"), default=0),
            Key("rules", ListOf(RULE, most=50), default=[]),
        ),
    ),
    Key("calendar_visibility", OneOf("public", "connected", "private"), default="public"),
    Key("calendar_details", OneOf("free_busy", "title"), default="free_busy"),
)


def _profile_by_role(values: dict, context: Context) -> dict | None:
    return PROFILE.empty(context) if values.get("role") == Role.INSTRUCTOR else None


def _hours_by_profile(values: dict, context: Context) -> dict | None:
    return AVAILABILITY.empty(context) if values.get("profile") else None


def _check_person(values: dict, spot: Spot) -> None:
    if values["assists"] and values["role"] != Role.ASSISTANT:
        spot.child("assists").refuse("rights for assistants; others have those of their role")
    if values["profile"] is None:
        if values["availability"] is not None:
            spot.child("availability").refuse("hours for people with a profile or the role instructor")
        # A zone belongs to a profile; other people have no hours that it could say anything about.
        values["timezone"] = spot.context.organization["timezone"]


def _creates_by_role(values: dict, context: Context) -> bool:
    return values.get("role") != Role.ASSISTANT


PERSON = Section(
    Key("email", Email()),
    Key("name", Text(120)),
    Key("role", OneOf(*Role.values), default=Role.INSTRUCTOR.value),
    Key("profile", PROFILE, default=_profile_by_role),
    Key("timezone", zone_name, default=zone_of_organization),
    Key("country", country_code, default=None),
    Key("region", Region(), default=""),
    Key("availability", AVAILABILITY, default=_hours_by_profile),
    Key("creates_offerings", Flag(), default=_creates_by_role),
    Key("assists", ASSISTS, default=[]),
    check=_check_person,
)


class People(ListOf):
    """Also finds out who may hold sessions: whoever has a profile. Two profiles may not share a slug."""

    def read(self, spot: Spot) -> object:
        people = super().read(spot)
        if people is INVALID:
            return INVALID
        with_profile = [person for person in people if person.get("profile")]
        spot.context.names["instructors"] = {person.get("email") for person in with_profile}
        seen: set[str] = set()
        for person in with_profile:
            name = person["profile"].get("slug")
            if name in seen:
                spot.refuse("each profile slug only once; say `profile: {slug: ...}`", found=f"{name} a second time")
            seen.add(name)
        return people


PEOPLE = People(PERSON, unique="email")
facilitator = Ref("instructors", singular="person with a profile", fold=fold_identity)
