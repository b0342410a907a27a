"""The whole log as one value: its head, its export, and what is wrong with either.

Its one job is to compare logs. An export is canonical JSON lines: first the head, then
an entry a line, each with its exact body and, where the reader may see it, salt and
detail. Whoever holds an older head finds every change made before it; a log alone,
without anything held outside, proves only that it agrees with itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from expert_pool.audit.canonical import Json, canonical_bytes, parse_canonical
from expert_pool.audit.entries import Detail, Entry, detail_digest
from expert_pool.audit.merkle import HASH_SIZE, leaf_hash, tree_root
from expert_pool.audit.quick_lines import sure_leaf
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity

FORMAT = 1
SOURCE = "RFC 6962, 2.1"


@dataclass(frozen=True, slots=True)
class LogHead:
    """How long the log is, and the root over all of it."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry's exact bytes, with salt and detail where they exist and may be shown."""

    body: bytes
    salt: bytes | None = None
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export holds: the head recomputed from it, its leaves, and the first fault."""

    head: LogHead
    leaves: tuple[bytes, ...]
    findings: tuple[Finding, ...]


def log_head(leaves: Sequence[bytes]) -> LogHead:
    """The head over leaf hashes in the log's order."""
    return LogHead(len(leaves), tree_root(leaves))


def export_header(head: LogHead) -> str:
    """The first line of an export: how many entries follow, and their root."""
    return _line(
        {
            "type": "log.export",
            "v": FORMAT,
            "size": head.size,
            "root": head.root.hex(),
        }
    )


def export_line(index: int, line: LogLine) -> str:
    """One entry of an export, by its place in the log."""
    fields: dict[str, Json] = {
        "index": index,
        "entry": line.body.decode(),
        "leaf": leaf_hash(line.body).hex(),
    }
    if line.salt is not None and line.detail is not None:
        fields |= {"salt": line.salt.hex(), "detail": line.detail.as_json()}
    return _line(fields)


def _line(fields: Mapping[str, Json]) -> str:
    return canonical_bytes(fields).decode()


def check_export(lines: Iterable[str]) -> ExportReport:
    """Recompute an export from its bodies and name the first thing that is wrong with it."""
    numbered = iter(lines)
    head, fault = _read_header(next(numbered, ""))
    leaves: list[bytes] = []
    for index, line in enumerate(numbered):
        leaf, found = sure_leaf(index, line), None
        if leaf is None:
            leaf, found = _check_line(index, line)
        fault = fault or found
        leaves.append(leaf)
    recomputed = log_head(leaves)
    fault = fault or _check_head(head, recomputed)
    return ExportReport(recomputed, tuple(leaves), (fault,) if fault else ())


def read_export_head(line: str) -> LogHead | None:
    """The head that the first line of an export states, or None where it is no such line."""
    fields = _fields(line)
    if not fields or fields.get("type") != "log.export" or fields.get("v") != FORMAT:
        return None
    size, root = fields.get("size"), _unhex(fields.get("root"))
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        return None
    return None if root is None or len(root) != HASH_SIZE else LogHead(size, root)


def _read_header(line: str) -> tuple[LogHead, Finding | None]:
    head = read_export_head(line)
    if head is None:
        return LogHead(0, b""), _fault("LOG-01.not_an_export")
    return head, None


def _check_line(index: int, line: str) -> tuple[bytes, Finding | None]:
    fields = _fields(line)
    body = fields.get("entry") if fields else None
    if not fields or not isinstance(body, str):
        return b"", _fault("LOG-02.broken_line", index=index)
    leaf = leaf_hash(body.encode())
    place = fields.get("index")
    if place != index or isinstance(place, bool):
        return leaf, _fault("LOG-03.wrong_index", expected=index, found=str(place))
    if fields.get("leaf") != leaf.hex():
        return leaf, _fault(
            "LOG-05.wrong_leaf", index=index, expected=leaf.hex(), found=str(fields.get("leaf"))
        )
    return leaf, _check_entry(index, body, fields)


def _check_entry(index: int, body: str, fields: Mapping[str, Json]) -> Finding | None:
    try:
        entry = Entry.from_body(body.encode())
    except ExpertPoolError as error:
        return _fault("LOG-04.not_an_entry", index=index, problem=str(error))
    told = fields.keys() & {"detail", "salt"}
    said = entry.detail_digest
    found = _digest_of_detail(fields.get("salt"), fields.get("detail")) if told else said
    if found == said:
        return None
    return _fault("LOG-06.wrong_detail", index=index, expected=said, found=found)


def _digest_of_detail(salt: Json, detail: Json) -> str:
    """The digest of a detail as exported; of one that is none, a word that no digest equals."""
    key = _unhex(salt)
    if key is None or not isinstance(detail, Mapping) or detail.keys() != {"before", "after"}:
        return "unreadable"
    before, after = detail["before"], detail["after"]
    if not isinstance(before, Mapping | None) or not isinstance(after, Mapping | None):
        return "unreadable"
    return detail_digest(key, Detail(before, after))


def _check_head(stated: LogHead, recomputed: LogHead) -> Finding | None:
    if stated.size != recomputed.size:
        return _fault("LOG-07.wrong_size", expected=stated.size, found=recomputed.size)
    if stated.root != recomputed.root:
        return _fault("LOG-08.wrong_root", expected=stated.root.hex(), found=recomputed.root.hex())
    return None


def compare_with_head(leaves: Sequence[bytes], known: LogHead) -> tuple[Finding, ...]:
    """What a log, by its leaf hashes, breaks of an older head held outside; nothing if it grew."""
    if len(leaves) < known.size:
        return (_fault("LOG-09.truncated", expected=known.size, found=len(leaves)),)
    root = tree_root(leaves[: known.size])
    if root != known.root:
        return (
            _fault(
                "LOG-10.rewritten", size=known.size, expected=known.root.hex(), found=root.hex()
            ),
        )
    return ()


def compare_with_leaves(leaves: Sequence[bytes], known: Sequence[bytes]) -> tuple[Finding, ...]:
    """The first entry, by its place, in which a log differs from an older export's leaves."""
    for index, (found, expected) in enumerate(zip(leaves, known, strict=False)):
        if found != expected:
            return (
                _fault(
                    "LOG-11.entry_differs",
                    index=index,
                    expected=expected.hex(),
                    found=found.hex(),
                ),
            )
    if len(leaves) < len(known):
        return (_fault("LOG-09.truncated", expected=len(known), found=len(leaves)),)
    return ()


def _fields(line: str) -> Mapping[str, Json] | None:
    try:
        value = parse_canonical(line.encode())
    except (ExpertPoolError, UnicodeEncodeError):
        return None
    return value if isinstance(value, Mapping) else None


def _unhex(value: Json) -> bytes | None:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
