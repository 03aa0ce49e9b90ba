from booking.calendars.models import Owner
from booking.calendars.models.entries import OwnerKind
from booking.core.transactions import transactional
from booking.people.models import Instructor


@transactional
def owner_for_instructor(instructor: Instructor) -> Owner:
    """The owner of the instructor's time, made on first use."""
    owner, _ = Owner.objects.get_or_create(
        instructor=instructor, defaults={"kind": OwnerKind.PERSON, "name": instructor.name}
    )
    return owner


@transactional
def make_room_owner(name: str) -> Owner:
    """A new owner for a room or a piece of equipment."""
    return Owner.objects.create(kind=OwnerKind.ROOM, name=name)


@transactional
def make_twins(owner: Owner, *, units: int) -> None:
    """See that there are so many units of a room, this one counted. Those beyond stay, and what they are booked for."""
    known = Owner.objects.filter(twin_of=owner).count()
    Owner.objects.bulk_create(
        Owner(kind=owner.kind, name=f"{owner.name} {number}", twin_of=owner) for number in range(known + 2, units + 1)
    )


@transactional
def set_buffers(owner: Owner, *, before: int, after: int) -> None:
    """Minutes to keep free around the owner's future entries; entries already written keep theirs."""
    if (owner.buffer_before, owner.buffer_after) != (before, after):
        owner.buffer_before, owner.buffer_after = before, after
        owner.save(update_fields=["buffer_before", "buffer_after"])
