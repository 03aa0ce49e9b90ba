"""The ways of changing dates: what a form says, what that would do, and doing it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.backoffice.reading import read_count, read_wall
from booking.core.errors import Invalid
from booking.people.models import Instructor
from booking.scheduling.foresight import Clash, clashes_beside, clashes_of, foresee_move, foresee_move_following
from booking.scheduling.models import Session
from booking.scheduling.services import (
    call_off_following,
    call_off_session,
    change_capacity,
    change_capacity_following,
    guarantee_session,
    move_following,
    move_session,
    open_overflow,
    restaff_following,
    restaff_session,
)
from booking.scheduling.services.altering import Move
from booking.scheduling.services.dates import following

_MOST_PLACES = 100_000
_REACHES = ("this", "following")


class DateChange:
    """One way of changing a date, or it and those that follow. Making one raises Invalid for what the form says wrong.

    `one` and `all_from` are the services; `told` says what people are told, `button` what pressing it does.
    """

    fields: ClassVar[tuple[str, ...]] = ("reach",)
    one: ClassVar[Callable]
    all_from: ClassVar[Callable]
    title: ClassVar[Promise]
    button: ClassVar[Promise]
    told: ClassVar[Promise | str] = ""
    gives_back = False

    def __init__(self, session: Session, *, form: QueryDict, now: datetime):
        self.session, self.form, self.now = session, form, now
        if session.series_id is None:
            raise Invalid(_("An appointment is changed through its booking."))
        if form.get("reach", "this") not in _REACHES:
            raise Invalid(_("Choose this date, or this and all that follow."))
        self.details = self.read()

    @property
    def is_following(self) -> bool:
        return "reach" in self.fields and self.form.get("reach") == "following"

    def read(self) -> Mapping[str, object]:
        """What the services are told beside who, when and why."""
        return {}

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What the form says, to be carried along."""
        return [(name, value) for name in self.fields for value in self.form.getlist(name)]

    @cached_property
    def sessions(self) -> list[Session]:
        """The dates that are changed."""
        return [self.session, *(following(self.session, now=self.now) if self.is_following else [])]

    @cached_property
    def moves(self) -> list[Move]:
        """The dates with the times at which they will be held. Raises what the services raise of them."""
        return [Move(session, session.starts_at, session.ends_at) for session in self.sessions]

    def clashes(self) -> list[Clash]:
        return []

    def carry_out(self, *, actor: str, reason: str) -> None:
        act = type(self).all_from if self.is_following else type(self).one
        act(self.session, **self.details, actor=actor, reason=reason, now=self.now)


class Moving(DateChange):
    fields = ("reach", "to")
    one, all_from = move_session, move_following
    title, button = gettext_lazy("Hold it at another time?"), gettext_lazy("Move")
    told = gettext_lazy("Whoever has booked moves along, is told by mail, and may cancel free of charge.")

    def read(self):
        return {"to": read_wall(self.form.get("to", ""), timezone=self.session.timezone, field="to")}

    @cached_property
    def sessions(self):
        return [move.session for move in self.moves]

    @cached_property
    def moves(self):
        foresee = foresee_move_following if self.is_following else foresee_move
        return foresee(self.session, **self.details, now=self.now)

    def clashes(self):
        return clashes_of(self.moves)


class CallingOff(DateChange):
    one, all_from = call_off_session, call_off_following
    title, button = gettext_lazy("Call it off?"), gettext_lazy("Call off")
    told = gettext_lazy("Whoever has booked is told by mail and has the price of it back; what has nothing left ends.")
    gives_back = True


class Restaffing(DateChange):
    fields = ("reach", "lead", "also")
    one, all_from = restaff_session, restaff_following
    title, button = gettext_lazy("Have it held by others?"), gettext_lazy("Change who holds it")
    told = gettext_lazy("Whoever has booked is told by mail, and may cancel free of charge.")

    def read(self):
        slugs = list(dict.fromkeys([self.form.get("lead", ""), *self.form.getlist("also")[:20]]))
        known = {person.slug: person for person in Instructor.objects.filter(slug__in=slugs, is_active=True)}
        if any(slug not in known for slug in slugs):
            raise Invalid(_("Choose who holds it."), fields={"lead": [_("somebody who works here")]})
        return {"team": [known[slug] for slug in slugs]}

    def clashes(self):
        return clashes_of(self.moves, team=self.details["team"])


class Resizing(DateChange):
    fields = ("reach", "capacity", "overbooking")
    one, all_from = change_capacity, change_capacity_following
    title, button = gettext_lazy("Change the places?"), gettext_lazy("Change the places")
    told = gettext_lazy("Nobody is told; places that are sold stay sold.")

    def read(self):
        bounds = {"capacity": 1, "overbooking": 0}
        return {
            name: read_count(self.form.get(name, ""), least=least, most=_MOST_PLACES, field=name)
            for name, least in bounds.items()
        }


class Adding(DateChange):
    fields = ("start",)
    one, all_from = open_overflow, open_overflow
    title, button = gettext_lazy("Open one more date?"), gettext_lazy("Open this date")
    told = gettext_lazy("It is held by the same people with as many places and can be booked at once.")

    def read(self):
        return {"start": read_wall(self.form.get("start", ""), timezone=self.session.timezone, field="start")}

    @cached_property
    def sessions(self):
        return []

    @cached_property
    def moves(self):
        start = self.details["start"]
        return [Move(self.session, start, start + (self.session.ends_at - self.session.starts_at))]

    def clashes(self):
        return clashes_beside(self.moves[0])


class Guaranteeing(DateChange):
    fields = ()
    one, all_from = guarantee_session, guarantee_session
    title, button = gettext_lazy("Hold it, however many come?"), gettext_lazy("It takes place")
    told = gettext_lazy("Whoever has booked is told by mail that it takes place.")


CHANGES: Mapping[str, type[DateChange]] = {
    "move": Moving,
    "call-off": CallingOff,
    "restaff": Restaffing,
    "capacity": Resizing,
    "overflow": Adding,
    "guarantee": Guaranteeing,
}
