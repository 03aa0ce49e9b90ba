"""How messages reach people."""

from django.core.mail import get_connection

from booking.core.registry import Registry
from booking.notifications.letters import Letter
from booking.notifications.mail import build_mail


class Channel:
    """One run of sending. It may keep a connection open from one letter to the next."""

    def send(self, letter: Letter) -> None:
        """Returns when the next carrier has taken the letter over; raises when it has not."""
        raise NotImplementedError

    def close(self) -> None:
        """Give back what `send` has opened; called once, also after a failure."""


registry: Registry[type[Channel]] = Registry("channel")


@registry.register("mail")
class MailChannel(Channel):
    """Mail through Django's EMAIL_BACKEND."""

    def __init__(self):
        self._connection = get_connection()

    def send(self, letter: Letter) -> None:
        mail = build_mail(letter, connection=self._connection)
        self._connection.open()
        try:
            mail.send()
        except Exception:
            # After an error the dialogue with the server is in an unknown state.
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()
