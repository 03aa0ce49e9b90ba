from django.db import models

from booking.accounts.models import Owned
from booking.core.guards import PREFIX, Guard, register

# What writes time that somebody does not work at all.
BLACKOUT = "blackout"
# Bounds how far back an overlapping entry can begin, so that the checks cost the window and not the history.
LONGEST_ENTRY_DAYS = 31


class OwnerKind(models.TextChoices):
    PERSON = "person"
    ROOM = "room"


class Owner(Owned):
    """Somebody or something whose time can be occupied. Its row is what writers of entries lock.

    Buffers are minutes kept free around whatever occupies the owner; an offering may ask for longer ones.
    """

    kind = models.CharField(max_length=10, choices=OwnerKind.choices)
    name = models.CharField(max_length=120)
    instructor = models.OneToOneField(
        "people.Instructor", null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_owner"
    )
    twin_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="twins", help_text="first of like units"
    )
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return self.name


class Entry(Owned):
    """A half-open stretch of an owner's time, buffers included.

    A tentative one is wished for and not yet granted: it shares its time with whatever else is there.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="entries")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source_kind = models.CharField(max_length=20, help_text="what wrote it: session, blackout, ...")
    source_id = models.BigIntegerField()
    counted_at = models.DateTimeField(
        null=True, blank=True, help_text="start without buffers, for limits per day and week; empty if not counted"
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="set while the time is only held")
    is_tentative = models.BooleanField(default=False, help_text="asked for and waiting for an answer")
    place = models.CharField(max_length=60, blank=True, help_text="slug of where it is; elsewhere is a way away")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="calendars_entry_order"),
        ]
        indexes = [
            models.Index(fields=["owner", "starts_at"], name="calendars_entry_owner"),
            models.Index(fields=["owner", "counted_at"], name="calendars_entry_counted"),
            models.Index(fields=["organization", "source_kind", "source_id"], name="calendars_entry_source"),
        ]

    def __str__(self):
        return f"{self.owner}: {self.starts_at} to {self.ends_at}"


_OVERLAP = (
    "ON calendars_entry WHEN NOT NEW.is_tentative "
    "AND EXISTS (SELECT 1 FROM calendars_entry AS other WHERE other.owner_id = NEW.owner_id "
    "AND other.id <> NEW.id AND NOT other.is_tentative "
    "AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at "
    f"AND other.starts_at > datetime(NEW.starts_at, '-{LONGEST_ENTRY_DAYS + 1} days')) "
    "OR julianday(NEW.ends_at) - julianday(NEW.starts_at) > "
    f"{LONGEST_ENTRY_DAYS} BEGIN SELECT RAISE(ABORT, 'entries of one owner may not overlap'); END"
)

register(
    Guard(
        name=f"{PREFIX}longest_entry",
        table="calendars_entry",
        postgresql=f"ALTER TABLE calendars_entry ADD CONSTRAINT {PREFIX}longest_entry "
        f"CHECK (ends_at - starts_at <= interval '{LONGEST_ENTRY_DAYS} days')",
        sqlite={},
    )
)
NO_OVERLAP = register(
    Guard(
        name=f"{PREFIX}no_overlap",
        table="calendars_entry",
        postgresql=f"ALTER TABLE calendars_entry ADD CONSTRAINT {PREFIX}no_overlap EXCLUDE USING gist "
        "(int8range(owner_id, owner_id, '[]') WITH &&, tstzrange(starts_at, ends_at, '[)') WITH &&) "
        "WHERE (NOT is_tentative)",
        # NEW.id is -1 or NULL before an insert, so the insert is checked afterwards, when the row has its number.
        sqlite={
            "insert": f"AFTER INSERT {_OVERLAP}",
            "update": f"AFTER UPDATE OF owner_id, starts_at, ends_at, is_tentative {_OVERLAP}",
        },
    )
)
