"""Runs a parser of strangers' files in a child process with little memory, time and power.

A file that crashes, hangs or blows up its parser costs one child, never the service. The child
gets no environment (so no secrets), may write no files, and answers in JSON and bytes only: what
comes back is never unpickled. It must not know what the files are: callers name the function.
"""

import contextlib
import importlib
import json
import os
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from expert_pool.errors import ExpertPoolError

_HEAD = struct.Struct(">cQ")
_PROGRESS, _RESULT, _BLOB, _FAILURE = b"P", b"R", b"B", b"E"
_ROOT = str(Path(__file__).resolve().parents[1])
_LARGEST_FRAME = 1 << 30

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: bytes of address space, and seconds of processor and of clock."""

    memory: int = 512 << 20
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a confined function gave back: JSON values, and bytes where it made a file."""

    values: Mapping[str, object]
    blobs: tuple[bytes, ...] = ()


class Confined(Protocol):
    """A module-level function that can be run in confinement."""

    def __call__(
        self, payload: bytes, options: Mapping[str, object], report: Progress, /
    ) -> Answer:
        """Read the payload and answer, telling the progress as (done, of)."""


class ConfinementBroken(Exception):  # noqa: N818  (it is the limit that ends a child, not an error of ours)
    """The child ended without an answer: over its memory, over its time, or crashed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run_confined(
    function: Confined,
    payload: bytes,
    options: Mapping[str, object] | None = None,
    *,
    limits: Limits | None = None,
    report: Progress | None = None,
) -> Answer:
    """Answer of `function` for `payload`, computed in a child process within `limits`.

    Raises:
        ExpertPoolError: what the function itself found wrong with the file.
        ConfinementBroken: the child hit a limit or crashed.
    """
    limits = limits or Limits()
    order = {
        "module": function.__module__,
        "name": function.__name__,  # type: ignore[attr-defined]
        "options": dict(options or {}),
        "memory": limits.memory,
        "seconds": limits.seconds,
    }
    # Our own interpreter with fixed arguments: no shell, and nothing a user typed in the command.
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "web.confinement"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": _ROOT},
        cwd="/",
    )
    try:
        return _converse(child, order, payload, report, time.monotonic() + limits.seconds)
    finally:
        child.kill()
        child.wait()
        cast("BinaryIO", child.stdout).close()


def _converse(
    child: "subprocess.Popen[bytes]",
    order: Mapping[str, object],
    payload: bytes,
    report: Progress | None,
    deadline: float,
) -> Answer:
    source, sink = cast("BinaryIO", child.stdout), cast("BinaryIO", child.stdin)
    # A thread writes, so that a child which answers before it has read all cannot block us both.
    writer = threading.Thread(target=_hand_over, args=(sink, order, payload), daemon=True)
    writer.start()
    frames = _Frames(source, deadline)
    blobs: list[bytes] = []
    while True:
        kind, body = frames.next()
        if kind == _BLOB:
            blobs.append(body)
        elif kind == _RESULT:
            return Answer(cast("Mapping[str, object]", json.loads(body)), tuple(blobs))
        elif kind == _FAILURE:
            told = json.loads(body)
            raise ExpertPoolError(told["code"], told["params"])
        elif report is not None:
            done, of = json.loads(body)
            report(done, of)


def _hand_over(sink: BinaryIO, order: Mapping[str, object], payload: bytes) -> None:
    # A broken pipe means that the child is gone: the reader of its answer says so.
    with contextlib.suppress(BrokenPipeError), sink:
        _write_frame(sink, _RESULT, json.dumps(order).encode())
        _write_frame(sink, _BLOB, payload)


class _Frames:
    """Reads length-prefixed frames from a child before a deadline."""

    def __init__(self, source: BinaryIO, deadline: float) -> None:
        self._descriptor = source.fileno()
        self._deadline = deadline
        self._buffer = bytearray()
        self._poll = select.poll()
        self._poll.register(self._descriptor, select.POLLIN)

    def next(self) -> tuple[bytes, bytes]:
        kind, size = _HEAD.unpack(self._take(_HEAD.size))
        if size > _LARGEST_FRAME:
            raise ConfinementBroken(reason="crashed")
        return kind, self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            left = self._deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise ConfinementBroken(reason="time")
            chunk = os.read(self._descriptor, 1 << 20)
            if not chunk:
                raise ConfinementBroken(reason="crashed")
            self._buffer += chunk
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


def _write_frame(sink: BinaryIO, kind: bytes, body: bytes) -> None:
    sink.write(_HEAD.pack(kind, len(body)))
    sink.write(body)
    sink.flush()


def _read_frame(source: BinaryIO) -> bytes:
    _kind, size = _HEAD.unpack(source.read(_HEAD.size))
    return source.read(size)


def _tighten(memory: int, seconds: int) -> None:
    """Give up, for good, everything that a parser does not need."""
    for what, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value))


def _child() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    order = json.loads(_read_frame(source))
    function = cast("Confined", getattr(importlib.import_module(order["module"]), order["name"]))
    payload = _read_frame(source)
    _tighten(order["memory"], order["seconds"])

    def report(done: int, of: int) -> None:
        _write_frame(sink, _PROGRESS, json.dumps([done, of]).encode())

    try:
        answer = function(payload, order["options"], report)
    except ExpertPoolError as error:
        told = {"code": error.code, "params": error.params}
        _write_frame(sink, _FAILURE, json.dumps(told, default=str).encode())
        return
    for blob in answer.blobs:
        _write_frame(sink, _BLOB, blob)
    _write_frame(sink, _RESULT, json.dumps(answer.values, default=str).encode())


if __name__ == "__main__":
    _child()
