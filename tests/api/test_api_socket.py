"""The service as a process, over real sockets: slow, oversized and malformed requests, and what comes of them."""

import contextlib
import gzip
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from over_http import EVALUATIONS, PERSON, ROOT, encoded

# The deadlines are shortened, so that waiting for them is too.
SERVE = """
from servanda.api import body, guard, protocol, server
body.SECONDS = protocol.HEAD_SECONDS = {seconds}
guard.LINGER_SECONDS = 0.2
protocol.STALL_SECONDS = {seconds}
server.serve(port=0)
"""
SECONDS = 0.4
MIB = 2**20
POST = f"POST {EVALUATIONS} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n".encode()
CLOSE = b"Connection: close\r\n\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: test\r\n"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service") / "log"


@pytest.fixture(scope="module")
def port(log: Path) -> Iterator[int]:
    """The port of a service, which is stopped by its process when the tests are done."""
    with log.open("wb") as written:
        environment = {"PYTHONPATH": str(ROOT / "service"), "SERVANDA_LOG_LEVEL": "debug"}
        service = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(seconds=SECONDS)], cwd=ROOT, env=environment, stderr=written
        )
    try:
        yield _port(log, service)
    finally:
        service.terminate()
        assert service.wait(timeout=30) in (0, -signal.SIGTERM)


def _port(log: Path, service: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        for line in log.read_text().splitlines():
            found = json.loads(line)
            if found["event"] == "listening":
                return int(found["port"])
        assert service.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())


Talk = Callable[..., bytes]


@pytest.fixture
def talk(port: int) -> Talk:
    """Sends parts, with pauses where they are numbers, and gives back all that comes until the service closes."""

    def converse(*parts: bytes | float) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            received = b""
            try:
                for part in parts:
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    else:
                        time.sleep(part)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it was closed; what it said before can still be read
            try:
                while chunk := connection.recv(65536):
                    received += chunk
            except ConnectionResetError:
                pass
        return received

    return converse


def statuses(received: bytes) -> list[int]:
    """The statuses of the answers, in their order."""
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def slug(received: bytes) -> str:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    return str(json.loads(body)["type"]).removeprefix("/problems/")


def test_a_submission_is_judged(talk: Talk) -> None:
    content = encoded()
    received = talk(POST + b"Content-Length: %d\r\n" % len(content) + CLOSE + content)
    assert statuses(received) == [200]
    assert json.loads(received.partition(b"\r\n\r\n")[2])["verdict"] == "compliant"
    assert b"\r\nserver:" not in received
    assert b"\r\ndate:" in received


def test_a_connection_that_says_nothing_is_closed_silently(talk: Talk) -> None:
    assert talk() == b""
    assert talk(*[b"\r\n", 0.1] * 8) == b""


@pytest.mark.parametrize(
    "parts", [(b"G",), (b"GET /healthz HTTP/1.1\r\nHost: te",), (*[b"G", 0.15, b"ET /", 0.15] * 2,)]
)
def test_headers_that_do_not_come_are_not_waited_for(talk: Talk, parts: tuple[bytes, ...]) -> None:
    assert slug(talk(*parts)) in ("request-timeout", "bad-request")


def test_headers_that_drip_are_not_waited_for(talk: Talk) -> None:
    started = time.monotonic()
    received = talk(HEALTH, *[b"X: y\r\n", 0.1] * 10)
    assert slug(received) == "request-timeout"
    assert time.monotonic() - started < 3


def test_the_second_request_of_a_connection_has_the_same_deadline(talk: Talk) -> None:
    received = talk(HEALTH + b"\r\n", 0.1, HEALTH)
    assert statuses(received) == [200, 408]


def test_a_body_that_drips_is_not_waited_for(talk: Talk) -> None:
    received = talk(POST + b"Content-Length: 100\r\n\r\n", *[b"{", 0.1] * 10)
    assert slug(received) == "request-timeout"


def test_a_body_that_breaks_off_gives_no_verdict(talk: Talk, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(POST + b"Content-Length: 1000\r\n\r\n" + encoded())
    assert statuses(talk(HEALTH + CLOSE)) == [200]


def test_a_body_that_is_declared_too_large_is_refused_at_once(talk: Talk) -> None:
    received = talk(POST + b"Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n")
    assert slug(received) == "body-too-large"
    assert b"100 Continue" not in received


@pytest.mark.parametrize("chunked", [False, True])
def test_who_sends_too_much_can_still_read_why_it_was_refused(talk: Talk, chunked: bool) -> None:
    if chunked:
        received = talk(POST + b"Transfer-Encoding: chunked\r\n\r\n", *[b"100000\r\n" + b"x" * MIB + b"\r\n"] * 9)
    else:
        received = talk(POST + b"Content-Length: %d\r\n\r\n" % (9 * MIB), b"x" * 9 * MIB)
    assert slug(received) == "body-too-large"


def test_a_gzip_bomb_is_refused(talk: Talk) -> None:
    bomb = gzip.compress(b" " * 64 * MIB)
    received = talk(POST + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(bomb) + CLOSE + bomb)
    assert slug(received) == "decompression-limit"


@pytest.mark.parametrize("length", [8193, 65_536 + 8, 70_000])
def test_a_long_address_is_refused_and_never_cut(talk: Talk, length: int) -> None:
    path = b"/healthz?".ljust(length, b"x")
    assert slug(talk(b"GET " + path + b" HTTP/1.1\r\nHost: test\r\n" + CLOSE)) == "uri-too-long"


def test_headers_without_end_are_refused(talk: Talk) -> None:
    assert slug(talk(HEALTH + b"X: ", *[b"y" * 30_000, 0.01] * 20)) == "headers-too-large"
    assert slug(talk(HEALTH + b"X: y\r\n" * 100 + CLOSE)) == "headers-too-large"


@pytest.mark.parametrize(
    "request_",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET /healthz\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n" + CLOSE,
        HEALTH + b"Host: other\r\n" + CLOSE,
        HEALTH + b"A: b\r\n folded\r\n\r\n",
        HEALTH + b"A\x00: b\r\n\r\n",
        HEALTH + b"A : b\r\n\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ",
        POST + b"Content-Length: 5, 5\r\n\r\n{}   ",
        POST + b"Content-Length: -5\r\n\r\n",
        POST + b"Content-Length: +5\r\n\r\n{}   ",
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT elsewhere:443 HTTP/1.1\r\nHost: test\r\n\r\n",
        "GET /ї HTTP/1.1\r\nHost: test\r\n\r\n".encode(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_a_malformed_request_is_refused_and_nothing_else_is_hurt(talk: Talk, request_: bytes) -> None:
    received = talk(request_)
    assert statuses(received) == [400]
    assert slug(received) == "bad-request"
    assert statuses(talk(HEALTH + CLOSE)) == [200]


def test_requests_in_one_go_are_answered_in_order(talk: Talk) -> None:
    content = encoded()
    post = POST + b"Content-Length: %d\r\n\r\n" % len(content) + content
    received = talk(post + b"GET /nowhere HTTP/1.1\r\nHost: test\r\n\r\n" + HEALTH + CLOSE)
    assert statuses(received) == [200, 404, 200]


def test_junk_behind_a_request_changes_nothing_of_its_answer(talk: Talk) -> None:
    content = encoded(*({**PERSON, "id": f"P{number}"} for number in range(3000)))
    received = talk(POST + b"Content-Length: %d\r\n\r\n" % len(content) + content + b"\x00junk\r\n\r\n")
    assert statuses(received) == [200]
    assert json.loads(received.partition(b"\r\n\r\n")[2])["counts"]["compliant"] == 3000


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"HEAD /healthz HTTP/1.1\r\nHost: test\r\n", 200),
        (b"HEAD /nowhere HTTP/1.1\r\nHost: test\r\n", 404),
        (b"OPTIONS /healthz HTTP/1.1\r\nHost: test\r\n", 204),
        (b"OPTIONS * HTTP/1.1\r\nHost: test\r\n", 404),
        (b"TRACE /healthz HTTP/1.1\r\nHost: test\r\n", 405),
        (b"GET http://test/healthz HTTP/1.1\r\nHost: test\r\n", 200),
        (b"GET /healthz HTTP/1.0\r\n", 200),
        (HEALTH + b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n", 200),
    ],
)
def test_odd_but_sound_requests_are_answered(talk: Talk, request_: bytes, status: int) -> None:
    received = talk(request_ + CLOSE)
    assert statuses(received) == [status]
    assert (received.endswith(b"\r\n\r\n")) == (request_.startswith(b"HEAD") or status == 204)


def test_a_body_is_awaited_where_the_caller_waits_for_a_sign(talk: Talk) -> None:
    content = encoded()
    head = POST + b"Content-Length: %d\r\nExpect: 100-continue\r\n" % len(content) + CLOSE
    assert statuses(talk(head, 0.1, content)) == [100, 200]


def test_a_caller_who_does_not_read_is_cut_off_and_holds_up_nobody(talk: Talk, port: int) -> None:
    content = encoded(*({**PERSON, "id": f"P{number}"} for number in range(1000)), detail="trace")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    with connection:
        connection.connect(("127.0.0.1", port))
        connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(content) + content)
        received = connection.recv(1000)
        for _ in range(15):
            assert statuses(talk(HEALTH + CLOSE)) == [200]
            time.sleep(0.1)
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(2**20):
                received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    declared = re.search(rb"content-length: ([0-9]+)", head)
    assert declared
    assert 0 < len(body) < int(declared[1])


def test_the_log_is_json_and_holds_nothing_that_was_submitted(talk: Talk, log: Path) -> None:
    canary = "Yevdokymenko"
    content = encoded({**PERSON, "surname": canary})
    talk(POST + f"X-Name: {canary}\r\nContent-Length: {len(content)}\r\n".encode() + CLOSE + content)
    talk(POST + b"Content-Length: %d\r\n" % len(content) + CLOSE + content[:-1] + b"x")
    talk(f"GET /{canary}?{canary} HTTP/1.1\r\nHost: {canary}\r\n".encode() + CLOSE)
    talk(f"GET {canary} HTTP/1.1\r\n\r\n".encode())
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {"loaded", "listening", "request"} == {line["event"] for line in lines}
    assert canary not in log.read_text()
