"""What only a socket can say, to the server that serves in production."""

import contextlib
import re
import socket

import httpx

from tests.nonsense.raw_requests import RAW

_LONGEST_ANSWER = 500_000
_PATIENCE_SECONDS = 0.5


def say(port: int, sent: bytes) -> bytes:
    """Whatever comes back until the server closes or falls silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection, contextlib.suppress(OSError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(_PATIENCE_SECONDS)
        while len(answer) < _LONGEST_ANSWER and (part := connection.recv(65_536)):
            answer += part
    return answer


def test_the_server_survives_what_is_no_request(served):
    """It never answers with a fault, never shows a file of the machine, and answers the next request."""
    found = []
    for label, sent in RAW.items():
        answer = say(served.port, sent)
        statuses = [int(status) for status in re.findall(rb"^HTTP/1\.\d (\d{3})", answer, re.MULTILINE)]
        found += [f"{label}: {status}" for status in statuses if status >= 500]
        found += [f"{label}: shows a file"] if b"root:x:0:0" in answer else []
        with httpx.Client(base_url=served.url(), timeout=10) as client:
            found += [f"{label}: {path}" for path in ("/healthz", "/api/v1/offerings/") if client.get(path).is_error]
    assert found == []
    assert "Internal Server Error" not in (served.data / "server.log").read_text()
