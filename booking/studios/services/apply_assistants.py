"""What members are trusted with beside their role."""

from booking.accounts.models import Membership
from booking.core.errors import Invalid
from booking.offerings.models import Offering
from booking.offerings.services import allow_creating, forbid_creating, lend_rights, take_rights
from booking.people.models import Instructor
from booking.studios.schema.rights import Lent, lent_in
from booking.studios.services.application import Application

_ACTOR = "studio file"


def apply_assistants(application: Application) -> None:
    """After people and offerings are there. What the file no longer lends is taken first."""
    before = {entry["email"]: entry for entry in application.before["people"]}
    for index, values in enumerate(application.wanted["people"]):
        known = before.get(values["email"], {"assists": [], "creates_offerings": None})
        if known["creates_offerings"] != values["creates_offerings"]:
            change = allow_creating if values["creates_offerings"] else forbid_creating
            change(_member(values), actor=_ACTOR, now=application.now)
        if known["assists"] != values["assists"]:
            _change_rights(application, index=index, values=values, known=lent_in(known["assists"]))


def _change_rights(application: Application, *, index: int, values: dict, known: set[Lent]) -> None:
    wanted, member = lent_in(values["assists"]), _member(values)
    by = {"actor": _ACTOR, "now": application.now}
    for lent in sorted(known - wanted):
        take_rights(member, **_named(lent), **by)
    try:
        for lent in sorted(wanted - known):
            lend_rights(member, **_named(lent), **by)
    except Invalid as refusal:
        (reasons,) = refusal.fields.values()
        application.spot("people", index, "assists").refuse(
            "offerings that the instructor holds", found=reasons[0].rstrip(".")
        )


def _member(values: dict) -> Membership:
    return Membership.objects.get(user__email=values["email"])


def _named(lent: Lent) -> dict[str, object]:
    return {
        "instructor": Instructor.objects.get(email=lent.instructor),
        "offerings": Offering.objects.filter(slug=lent.offering),
        "rights": [lent.right],
    }
