"""Says on standard error what takes long, so that nobody takes patience for a fault.

Its one job is these lines; short work stays silent, and standard output is never touched.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from selection.tool.sentences import Sentences

FIRST_SECONDS: Final = 2.0
NEXT_SECONDS: Final = 10.0


@contextmanager
def show_progress(sentences: Sentences, code: str) -> Iterator[None]:
    """Say what is being done once it has taken two seconds, then every ten."""
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(sentences, code, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(sentences: Sentences, code: str, done: threading.Event) -> None:
    start, wait = time.monotonic(), FIRST_SECONDS
    while not done.wait(wait):
        seconds = round(time.monotonic() - start)
        what = sentences.say(f"tool.progress.{code}")
        click.echo(sentences.say("tool.progress", what=what, seconds=seconds), err=True)
        wait = NEXT_SECONDS
