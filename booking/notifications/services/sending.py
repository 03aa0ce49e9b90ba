import logging
import time
import traceback
from contextlib import ExitStack, closing
from datetime import datetime, timedelta

from django.conf import settings

from booking.core.tenancy import acting_for
from booking.notifications.channels import Channel
from booking.notifications.channels import registry as channels
from booking.notifications.kinds import registry as kinds
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.notifications.selectors import due_messages, organizations_with_due_messages
from booking.notifications.services.leasing import lease_message, postpone_message, settle_message
from booking.notifications.states import MessageStatus

log = logging.getLogger(__name__)

_MOST_PER_TURN = 50
# A worker that is told to stop ends its run first.
_LONGEST_RUN_SECONDS = 5


def send_due(*, now: datetime) -> int:
    """Send what is due, at least once each; returns how many were sent. Safe to run in several processes at once.

    Organizations take turns. A run ends after seconds, or when a carrier that hangs lets go; the next one goes on.
    """
    with ExitStack() as stack:
        run = _Run(now=now, stack=stack)
        taken_on = -1
        while run.taken_on > taken_on and run.elapsed < _LONGEST_RUN_SECONDS:
            taken_on = run.taken_on
            for organization in organizations_with_due_messages(now=now):
                with acting_for(organization):
                    _take_turn(run, now=now)
        return run.sent


def _take_turn(run: "_Run", *, now: datetime) -> None:
    for message in due_messages(now=now, most=_MOST_PER_TURN):
        if run.elapsed >= _LONGEST_RUN_SECONDS:
            return
        run.take_on(message)


class _Run:
    """One pass over the queue, with the channels it has opened and a clock that goes on while it sends.

    A lease that began at the start of a long run would end while the mail is still on its way.
    """

    def __init__(self, *, now: datetime, stack: ExitStack):
        self.taken_on = self.sent = 0
        self._now, self._stack, self._began = now, stack, time.monotonic()
        self._channels: dict[str, Channel] = {}

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    @property
    def moment(self) -> datetime:
        return self._now + timedelta(seconds=self.elapsed)

    def take_on(self, message: Message) -> None:
        if not lease_message(message, now=self.moment):
            return
        self.taken_on += 1
        try:
            status = self._send(message)
        except Exception:
            # One failing message must not stop the others; it is recorded and retried.
            log.exception("message not sent: %s", message.pk)
            self._note_failure(message, error=traceback.format_exc())
            return
        settle_message(message, status=status, now=self.moment)
        self.sent += status == MessageStatus.SENT

    def _send(self, message: Message) -> MessageStatus:
        kind = kinds.get(message.kind)()
        if not kind.is_still_due(message.subject_id, now=self.moment):
            return MessageStatus.DROPPED
        self._channel(message.channel).send(write_letter(message, kind=kind))
        return MessageStatus.SENT

    def _channel(self, name: str) -> Channel:
        if name not in self._channels:
            self._channels[name] = self._stack.enter_context(closing(channels.get(name)()))
        return self._channels[name]

    def _note_failure(self, message: Message, *, error: str) -> None:
        if message.attempts < settings.MESSAGE_ATTEMPTS:
            postpone_message(message, error=error, now=self.moment)
        else:
            settle_message(message, status=MessageStatus.FAILED, now=self.moment, error=error)
