"""One file a message, for a bureau whose short messages go out from another program.

The file appears whole under its name, or not at all, and a repetition writes the same name
again. Whoever takes files out moves or deletes them; nothing is read back.
"""

import asyncio
import csv
import io
import json
import os
from pathlib import Path

from expert_pool.messages import Result
from expert_pool.messaging import Outcome
from web.channels.parcels import Parcel


class FileDrop:
    """Writes each parcel into a directory, as JSON or as CSV with a line of headings."""

    def __init__(self, directory: Path, form: str) -> None:
        self._directory = directory
        self._form = form

    async def carry(self, parcel: Parcel) -> Outcome:
        """Write the parcel's file; what keeps the disk from it is the outcome."""
        name = f"{parcel.key}.{self._form}"
        content = _csv(parcel) if self._form == "csv" else _json(parcel)
        try:
            await asyncio.to_thread(self._write, name, content)
        except OSError as error:
            return Outcome(Result.UNREACHABLE, type(error).__name__)
        return Outcome(Result.SENT, self._form, name)

    def _write(self, name: str, content: bytes) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = self._directory / f".{name}.{os.getpid()}"
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.replace(self._directory / name)
        except OSError:
            # Half a message holds a whole number: on a full disk nothing stays behind.
            written.unlink(missing_ok=True)
            raise


def _json(parcel: Parcel) -> bytes:
    return json.dumps(parcel.as_document(), ensure_ascii=False, indent=2).encode() + b"\n"


def _csv(parcel: Parcel) -> bytes:
    """A line of headings and one of values, in UTF-8 with a mark that spreadsheets read."""
    document = parcel.as_document()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(document))
    writer.writeheader()
    writer.writerow(document)
    return text.getvalue().encode("utf-8-sig")
