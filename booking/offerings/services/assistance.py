"""What members of the staff are trusted with beside their role."""

from collections.abc import Iterable
from datetime import datetime

from booking.accounts import services as members
from booking.accounts.models import Membership
from booking.accounts.models.user import Role
from booking.accounts.rights import Right
from booking.audit.services import record_change
from booking.core.errors import Invalid
from booking.core.transactions import transactional
from booking.offerings.models import Assistance, Facilitator, Offering
from booking.people.models import Instructor


@transactional
def lend_rights(
    assistant: Membership,
    *,
    instructor: Instructor,
    offerings: Iterable[Offering],
    rights: Iterable[Right],
    actor: str,
    now: datetime,
) -> None:
    """Trust an assistant with rights of one instructor for some of the offerings that they hold.

    What they have already stays. Raises Invalid for members of another role, and for offerings that the instructor does
    not hold.
    """
    wanted, offerings = sorted(set(rights)), list(offerings)
    if assistant.role != Role.ASSISTANT:
        raise Invalid(fields={"rights": ["Rights are lent to assistants; others have those of their role."]})
    held = set(Facilitator.objects.filter(instructor=instructor).values_list("offering_id", flat=True))
    if strange := [offering.slug for offering in offerings if offering.pk not in held]:
        raise Invalid(fields={"offerings": [f"{instructor.name} does not hold {', '.join(strange)}."]})
    for offering in offerings:
        key = {"membership": assistant, "instructor": instructor, "offering": offering}
        known = set(Assistance.objects.filter(**key).values_list("right", flat=True))
        fresh = [right for right in wanted if right not in known]
        Assistance.objects.bulk_create(Assistance(**key, right=right) for right in fresh)
        _note("rights_lent", assistant, instructor=instructor, offering=offering, rights=fresh, by=(actor, now))


@transactional
def take_rights(
    assistant: Membership,
    *,
    instructor: Instructor,
    offerings: Iterable[Offering],
    rights: Iterable[Right],
    actor: str,
    now: datetime,
) -> None:
    """They reach no more with these rights. What they do not have is left out quietly."""
    for offering in offerings:
        lent = Assistance.objects.filter(membership=assistant, instructor=instructor, offering=offering)
        gone = lent.filter(right__in=list(rights))
        names = sorted(gone.values_list("right", flat=True))
        gone.delete()
        _note("rights_taken", assistant, instructor=instructor, offering=offering, rights=names, by=(actor, now))


@transactional
def allow_creating(member: Membership, *, actor: str, now: datetime) -> None:
    """They may create offerings. Repeating it is quiet."""
    if members.grant_creating(member):
        _record("creating_granted", member, actor=actor, now=now)


@transactional
def forbid_creating(member: Membership, *, actor: str, now: datetime) -> None:
    """They may create no more offerings. Repeating it is quiet."""
    if members.withdraw_creating(member):
        _record("creating_withdrawn", member, actor=actor, now=now)


def _note(
    action: str,
    assistant: Membership,
    *,
    instructor: Instructor,
    offering: Offering,
    rights: list[str],
    by: tuple[str, datetime],
) -> None:
    if rights:
        changes = {"instructor": instructor.slug, "offering": offering.slug, "rights": rights}
        _record(action, assistant, actor=by[0], now=by[1], changes=changes)


def _record(action: str, member: Membership, *, actor: str, now: datetime, changes: dict | None = None) -> None:
    record_change(
        actor=actor,
        action=f"member.{action}",
        subject_type="member",
        subject_reference=member.reference,
        now=now,
        changes=changes,
    )
