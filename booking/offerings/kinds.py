"""The kinds of offering: how times come about, and what a price tier covers unless it says otherwise."""

from typing import ClassVar, Literal

from booking.core.registry import Registry
from booking.offerings.models.variants import Scope

registry: Registry[type["OfferingKind"]] = Registry("kind of offering")


class OfferingKind:
    """Base of all kinds. `books` is "slots" (times computed from availability), "sessions" (dated rows) or "nothing"
    (it has no times).
    """

    name: ClassVar[str]
    label: ClassVar[str]
    books: ClassVar[Literal["slots", "sessions", "nothing"]] = "sessions"
    default_scope: ClassVar[Scope] = Scope.DATE

    @classmethod
    def scope_for(cls, *, sessions: int) -> Scope:
        """What a price tier of that many sessions covers when nothing else is said."""
        return cls.default_scope


@registry.register("event")
class Event(OfferingKind):
    name, label = "event", "Event"


@registry.register("retreat")
class Retreat(OfferingKind):
    name, label = "retreat", "Retreat"
    default_scope = Scope.SERIES


@registry.register("program")
class Program(OfferingKind):
    name, label = "program", "Program"
    default_scope = Scope.SERIES


@registry.register("class")
class Class(OfferingKind):
    name, label = "class", "Class"


@registry.register("course")
class Course(OfferingKind):
    name, label = "course", "Course"
    default_scope = Scope.SERIES


@registry.register("appointment")
class Appointment(OfferingKind):
    name, label = "appointment", "One-to-one"
    books = "slots"

    @classmethod
    def scope_for(cls, *, sessions: int) -> Scope:
        return Scope.PACK if sessions > 1 else Scope.DATE


@registry.register("workshop")
class Workshop(OfferingKind):
    name, label = "workshop", "Workshop"


@registry.register("livestream")
class Livestream(OfferingKind):
    name, label = "livestream", "Livestream"


@registry.register("credits")
class Credits(OfferingKind):
    name, label = "credits", "Credits"
    books = "nothing"
