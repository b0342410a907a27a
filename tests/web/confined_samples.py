"""Functions that behave as parsers of bad files do, to be run in confinement."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from expert_pool.errors import ExpertPoolError
from web.confinement import Answer, Progress


def echo(payload: bytes, options: Mapping[str, object], report: Progress) -> Answer:
    report(1, 2)
    report(2, 2)
    return Answer({"size": len(payload), **options}, (payload, b""))


def refuse(_payload: bytes, _options: Mapping[str, object], _report: Progress) -> Answer:
    raise ExpertPoolError("sample.refused", {"why": "test"})


def sleep(_payload: bytes, _options: Mapping[str, object], _report: Progress) -> Answer:
    time.sleep(60)
    return Answer({})


def swallow_memory(_payload: bytes, _options: Mapping[str, object], _report: Progress) -> Answer:
    return Answer({"size": len(bytearray(2 << 30))})


def crash(_payload: bytes, _options: Mapping[str, object], _report: Progress) -> Answer:
    os.abort()


def write_file(payload: bytes, options: Mapping[str, object], _report: Progress) -> Answer:
    Path(str(options["path"])).write_bytes(payload)
    return Answer({})


def show_environment(_payload: bytes, _options: Mapping[str, object], _report: Progress) -> Answer:
    return Answer({"names": ",".join(sorted(os.environ))})
