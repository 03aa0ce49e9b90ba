"""A real SMTP server that keeps what it is given, refuses what it is told to, and can kill who talks to it."""

import email
import os
import signal
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default

from aiosmtpd.controller import Controller

from tests.servers import free_port


class Sink:
    def __init__(self):
        self.port = free_port()
        self.contents: list[bytes] = []
        self.recipients: list[str] = []
        self.refusal = ""
        self.victim = 0
        self.connections = 0
        self._controller = Controller(_Door(self), hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *error) -> None:
        self._controller.stop()

    @property
    def received(self) -> list[EmailMessage]:
        """Read when asked for and not while who sends is waiting for the answer."""
        return [email.message_from_bytes(content, policy=default) for content in self.contents]

    @property
    def message_ids(self) -> list[str]:
        heads = BytesHeaderParser(policy=default)
        return [heads.parsebytes(content)["Message-ID"] for content in self.contents]


class _Door:
    """Apart from the sink: the server reads every attribute of its handler, properties too, for each connection."""

    def __init__(self, sink: Sink):
        self._sink = sink

    async def handle_EHLO(self, server, session, envelope, hostname, responses) -> list[str]:
        self._sink.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope) -> str:
        sink = self._sink
        if sink.refusal:
            return sink.refusal
        sink.contents.append(envelope.content)
        sink.recipients += envelope.rcpt_tos
        if sink.victim:
            os.kill(sink.victim, signal.SIGKILL)
            sink.victim = 0
        return "250 OK"
