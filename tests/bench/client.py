"""A load client that costs little: one blocking keep-alive socket per thread, and an HTTP/1.1 reader of a few lines.

Client and server share the machine, so every row also says what the client itself cost.
"""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.processes import Usage

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)

    def text(self) -> str:
        return self.body.decode()


class Connection:
    """One visitor's connection, opened again when the server closed it."""

    def __init__(self, port: int, *, host: str = "localhost"):
        self.port, self.host = port, f"{host}:{port}"
        self.requests = 0
        self.stream = None

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post_json(self, path: str, body: dict, **headers: str) -> Answer:
        return self.send("POST", path, body=json.dumps(body).encode(), headers={"Content-Type": JSON, **headers})

    def post_form(self, path: str, body: str) -> Answer:
        return self.send("POST", path, body=body.encode(), headers={"Content-Type": FORM})

    def send(self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """One request. Raises OSError when the server is not there."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Content-Length: {len(body)}"]
        head += [f"{name.replace('_', '-')}: {value}" for name, value in (headers or {}).items()]
        message = ("\r\n".join(head) + "\r\n\r\n").encode() + body
        self.requests += 1
        if self.stream is not None:
            try:
                return self._exchange(message)
            except ConnectionError:
                self.close()
        self._connect()
        return self._exchange(message)

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb", buffering=65536)

    def _exchange(self, message: bytes) -> Answer:
        self.socket.sendall(message)
        status_line = self.stream.readline()
        if not status_line:
            raise ConnectionResetError("the server closed the connection")
        headers = {}
        while (line := self.stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = self._chunks() if headers.get("transfer-encoding") else self._read(headers)
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(status_line.split()[1]), headers, body)

    def _read(self, headers: dict[str, str]) -> bytes:
        return self.stream.read(int(headers.get("content-length", 0)))

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.stream.readline().split(b";")[0], 16):
            parts.append(self.stream.read(size))
            self.stream.readline()
        self.stream.readline()
        return b"".join(parts)

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.socket.close()
            self.stream = None


JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass
class Run:
    """What a load did: seconds of each operation, and what it cost the processes that were watched."""

    clients: int
    elapsed: float = 0.0
    times: list[float] = field(default_factory=list)
    usage: dict[str, float] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.times) / self.elapsed

    def milliseconds(self, percent: float) -> float:
        """The time that `percent` of the operations did not exceed."""
        ranked = sorted(self.times)
        return ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))] * 1000

    def figures(self) -> dict[str, float | int]:
        cpu = {f"{name}_cpu_ms_per_operation": _short(ms / len(self.times)) for name, ms in self.usage.items()}
        return {
            "clients": self.clients,
            "operations": len(self.times),
            "per_second": _short(self.per_second),
            "p50_ms": _short(self.milliseconds(50)),
            "p95_ms": _short(self.milliseconds(95)),
            "p99_ms": _short(self.milliseconds(99)),
            "max_ms": _short(max(self.times) * 1000),
            **cpu,
        }


def _short(value: float) -> float:
    return round(value, 2)


Operation = Callable[[Connection, int], None]


def load(
    port: int,
    operation: Operation,
    *,
    clients: int,
    seconds: float,
    warm_up: float,
    usage: Usage,
    host: str = "localhost",
) -> Run:
    """Repeat `operation(connection, client's number)` on every client for `seconds`, after `warm_up` unmeasured ones.

    Each client is measured once at least. An operation raises when an answer is wrong; the first such error
    ends the load and is raised here.
    """
    run, crew = Run(clients), _Crew(clients)
    members = [
        threading.Thread(target=crew.work, args=(Connection(port, host=host), operation, number), daemon=True)
        for number in range(clients)
    ]
    for member in members:
        member.start()
    time.sleep(warm_up)
    before, began = usage.read(), time.perf_counter()
    crew.measuring = True
    time.sleep(seconds)
    crew.over = True
    for member in members:
        member.join()
    run.elapsed, after = time.perf_counter() - began, usage.read()
    if crew.errors:
        raise crew.errors[0]
    run.usage = {name: (after[name] - before[name]) * 1000 for name in after}
    run.times = crew.times
    return run


class _Crew:
    def __init__(self, clients: int):
        self.measuring = self.over = self.failed = False
        self.times: list[float] = []
        self.errors: list[BaseException] = []

    def work(self, connection: Connection, operation: Operation, number: int) -> None:
        done = 0
        try:
            while not self.failed and not (self.over and done):
                measured, began = self.measuring, time.perf_counter()
                operation(connection, number)
                if measured:
                    done += 1
                    self.times.append(time.perf_counter() - began)
        except BaseException as error:  # noqa: BLE001 - it is raised again by the thread that waits for all
            self.errors.append(error)
            self.failed = True
        finally:
            connection.close()
