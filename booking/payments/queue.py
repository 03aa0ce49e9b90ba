"""How the worker is asked to settle with providers: messages to look into, payments to look at, refunds to send."""

from booking.core.nudge import Drain

SETTLING = Drain("payments")
