"""What people are told about bookings that wait for an answer."""

from datetime import datetime
from typing import ClassVar

from booking.notifications.kinds import registry
from booking.notifications.links import absolute_url
from booking.notifications.times import describe_start, describe_time
from booking.reservations.asking import open_proposals
from booking.reservations.mail_facts import session_facts_at_venue
from booking.reservations.mail_kinds import BookingKind
from booking.reservations.models import Booking, Proposal, RequestMessage
from booking.reservations.selectors import answer_url, sessions_of
from booking.reservations.states import BookingStatus, ProposalStatus, Side
from booking.scheduling.selectors import venue_of


class RequestKind(BookingKind):
    """About a request that still waits, for the customer."""

    statuses = (BookingStatus.REQUESTED,)

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Booking.objects.filter(pk=subject_id, status__in=self.statuses, hold_expires_at__gt=now).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        known = super().context(subject_id)
        return {**known, "answer_by": describe_start(known["booking"].hold_expires_at, timezone=self.zone_of(known))}

    def zone_of(self, known: dict[str, object]) -> str:
        """On whose clock the reader looks."""
        return known["booking"].timezone


class DeskKind(RequestKind):
    """The same for those who are to answer, with the way to their desk."""

    def context(self, subject_id: int) -> dict[str, object]:
        known = super().context(subject_id)
        booking = known["booking"]
        sessions = session_facts_at_venue(sessions_of(booking), venue=venue_of(booking.offering))
        return {**known, "sessions": sessions, "desk_url": absolute_url(booking.organization, answer_url(booking))}

    def zone_of(self, known: dict[str, object]) -> str:
        return known["booking"].organization.timezone


@registry.register("request_received")
class RequestReceivedMail(RequestKind):
    """To the customer: we have it, and answer by then."""

    name = "request_received"


@registry.register("approval_needed")
class ApprovalNeededMail(DeskKind):
    """To each facilitator: somebody waits for an answer."""

    name = "approval_needed"


class ProposalKind(RequestKind):
    """About times that one side proposed and that are still to be had."""

    side: ClassVar[Side] = Side.STAFF

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        standing = open_proposals(subject_id, now=now).filter(side=self.side)
        return super().is_still_due(subject_id, now=now) and standing.exists()

    def context(self, subject_id: int) -> dict[str, object]:
        known = super().context(subject_id)
        proposals = Proposal.objects.filter(booking=subject_id, status=ProposalStatus.OPEN, side=self.side)
        zone = self.zone_of(known)
        times = [describe_time(p.starts_at, p.ends_at, timezone=zone) for p in proposals.order_by("starts_at")]
        return {**known, "proposed": times}


@registry.register("alternative_proposed")
class AlternativeProposedMail(ProposalKind):
    """To the customer: not then, but how about these."""

    name = "alternative_proposed"


@registry.register("counter_proposed")
class CounterProposedMail(ProposalKind, DeskKind):
    """To each facilitator: the customer proposes other times."""

    name = "counter_proposed"
    side = Side.CUSTOMER


@registry.register("alternative_declined")
class AlternativeDeclinedMail(DeskKind):
    """To each facilitator: none of these."""

    name = "alternative_declined"


@registry.register("counter_declined")
class CounterDeclinedMail(RequestKind):
    """To the customer: none of these, and what was asked for waits on."""

    name = "counter_declined"


class MessageKind(RequestKind):
    """A message about a request; the subject is its id."""

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        message = RequestMessage.objects.filter(pk=subject_id).first()
        return message is not None and super().is_still_due(message.booking_id, now=now)

    def context(self, subject_id: int) -> dict[str, object]:
        message = RequestMessage.objects.get(pk=subject_id)
        return {**super().context(message.booking_id), "message": message}


@registry.register("request_question")
class RequestQuestionMail(MessageKind):
    """To the customer: something is to be known before the answer."""

    name = "request_question"


@registry.register("request_answer")
class RequestAnswerMail(MessageKind, DeskKind):
    """To each facilitator: the customer wrote."""

    name = "request_answer"


class EndedKind(BookingKind):
    """About a request that came to nothing."""

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        ended = Booking.objects.filter(pk=subject_id, status__in=self.statuses)
        return ended.filter(requested_at__isnull=False).exists()


@registry.register("request_declined")
class RequestDeclinedMail(EndedKind):
    """To the customer: no, and why."""

    name = "request_declined"
    statuses = (BookingStatus.DECLINED,)


@registry.register("request_expired")
class RequestExpiredMail(EndedKind):
    """To the customer: nobody answered in time."""

    name = "request_expired"
    statuses = (BookingStatus.EXPIRED,)


@registry.register("request_withdrawn")
class RequestWithdrawnMail(EndedKind):
    """To each facilitator: there is nothing to answer any more."""

    name = "request_withdrawn"
    statuses = (BookingStatus.CANCELLED,)
