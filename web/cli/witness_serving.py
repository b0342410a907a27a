"""The HTTP server of a witness (C2SP tlog-witness): `POST /add-checkpoint`, and its state."""

import signal
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import click

from expert_pool.audit.proofs import LONGEST_PROOF
from expert_pool.witness_desk import DONE, PLAIN, Answer, WitnessDesk
from web.cli.language import say

SECONDS: Final = 10
SUBMISSION: Final = "/add-checkpoint"
NOT_FOUND, LENGTH_WANTED, TOO_LARGE = 404, 411, 413


class WitnessHandler(BaseHTTPRequestHandler):
    """Answers one connection; a slow one is cut off."""

    protocol_version = "HTTP/1.1"
    server_version = "expert-pool-witness"
    sys_version = ""
    timeout = SECONDS

    def __init__(self, desk: WitnessDesk, *given: object) -> None:
        self._desk = desk
        super().__init__(*given)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        """Cosign a checkpoint or refuse it."""
        length = self.headers.get("Content-Length", "")
        if self.path != SUBMISSION:
            self._say(Answer(NOT_FOUND), close=True)
        elif not length.isascii() or not length.isdigit():
            self._say(Answer(LENGTH_WANTED), close=True)
        elif len(length) > len(str(LONGEST_PROOF)) or int(length) > LONGEST_PROOF:
            self._say(Answer(TOO_LARGE), close=True)
        else:
            self._say(self._desk.add_checkpoint(self.rfile.read(int(length))))

    def do_GET(self) -> None:
        """Who this witness is, and what it has seen."""
        if self.path != "/":
            self._say(Answer(NOT_FOUND))
            return
        lines = [self._desk.key.vkey]
        for one in self._desk.records:
            lines.append(f"{one.origin} {one.seen.size} {one.seen.root.hex()}")
            if one.after is not None:
                former = one.after
                ended = f"{former.origin} {former.head.size} {former.head.root.hex()}"
                lines.append(f"  after {ended} from {one.begins}")
        self._say(Answer(DONE, "".join(f"{line}\n" for line in lines).encode(), PLAIN))

    def _say(self, answer: Answer, *, close: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was cosigned stands in the records."""


def serve_until_told(folder: Path, address: tuple[str, int]) -> None:
    """Answer on this address until SIGINT or SIGTERM."""
    desk = WitnessDesk(folder, lambda: int(time.time()))
    server = ThreadingHTTPServer(address, partial(WitnessHandler, desk))
    server.daemon_threads = True
    told = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: told.set())
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    click.echo(say("cli.witness_serves", vkey=desk.key.vkey, place=f"{address[0]}:{address[1]}"))
    try:
        told.wait()
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
