"""A real mail server and a real web service on this machine, which do as a test tells them."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

__all__ = ["Inbox", "Web", "mail_server", "web_server"]

_HOST: Final = "127.0.0.1"


@dataclass
class Inbox:
    """What a mail server took; `answer` is what it says to the next mails, in order, and then 250."""

    account: str = ""
    mails: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: frozenset[str] = frozenset()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or answer what the test wants."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(envelope.content)
        return answer


@contextmanager
def mail_server() -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname=_HOST, port=port)  # it greets itself at the port that it was told
    controller.start()
    inbox.account = f"smtp://{_HOST}:{port}/?from=hive@example.com&tls=no"
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass
class Web:
    """What a web service got: path and body; `answers` are (status, body) for the next ones, and then 200 and OK.

    Status 0 hangs up without an answer.
    """

    url: str = ""
    got: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    usual: str = '{"errcode": 0, "errmsg": "ok", "media_id": "m1"}'
    hang: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The bodies as records."""
        return [json.loads(body) for _, body in self.got]


@contextmanager
def web_server(*, hanging: bool = False) -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            web.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            if hanging:
                web.hang.wait(20)
            status, body = web.answers.pop(0) if web.answers else (200, web.usual)
            if not status:
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of a client that is gone, as the test wants it."""

    server = Server((_HOST, 0), Handler)
    web.url = f"http://{_HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()
