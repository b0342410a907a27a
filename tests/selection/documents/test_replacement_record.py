"""The record of replacements as a document: canonical, closed, signed, sealed where public."""

from typing import Any

import pytest

from selection.documents.replacement_record import parse_record, record_bytes, record_digest
from selection.errors import SelectionError
from tests.selection.receipt_samples import draw, encode, loads
from tests.selection.replacement_samples import records

DRAWN = draw()
FULL: Any
PUBLIC: Any
FULL, PUBLIC = records(DRAWN, [(1, (1, 2)), (4, ()), (1, (5,))])


def test_a_record_reads_back_as_it_was_written() -> None:
    for record in (FULL, PUBLIC):
        assert parse_record(record_bytes(record)) == record


def test_the_public_record_names_nobody_who_was_passed_over() -> None:
    assert any(one.e.encode() in record_bytes(FULL) for one in FULL.steps[0].passed)
    text = record_bytes(PUBLIC)
    came = {step.successor for step in FULL.steps}
    passed = {one.e for step in FULL.steps for one in step.passed} - came
    assert passed
    assert [e for e in passed if e.encode() in text] == []
    assert {step.rank for step in PUBLIC.steps} == {1}
    assert [it.entry.e for it in PUBLIC.openings] == sorted(came)


def test_the_log_holds_a_digest_that_no_signature_changes() -> None:
    assert record_digest(FULL) == record_digest(FULL.model_copy(update={"signature": None}))
    assert record_digest(FULL) != record_digest(PUBLIC)


def changed(record, path: str, value: Any) -> bytes:
    data = loads(record_bytes(record))
    *way, last = path.split(".")
    place: Any = data
    for key in way:
        place = place[int(key)] if key.isdigit() else place[key]
    place[last] = value
    return encode(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("steps.0.number", 2),
        ("steps.2.t", "2026-05-06T08:00:00Z"),
        ("steps.0.rank", 0),
        ("steps.0.successor", None),
        ("steps.0.kind", "other"),
        ("steps.0.more", 1),
        ("form", "secret"),
        ("type", "draw.receipt"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(path: str, value: Any) -> None:
    with pytest.raises(SelectionError, match="not_a_record"):
        parse_record(changed(FULL, path, value))


@pytest.mark.parametrize(("path", "value"), [("steps.0.rank", 3)])
def test_a_public_record_that_tells_of_the_order_is_refused(path: str, value: Any) -> None:
    with pytest.raises(SelectionError, match="not_a_record"):
        parse_record(changed(PUBLIC, path, value))


def test_other_bytes_of_the_same_record_are_refused() -> None:
    data = record_bytes(FULL)
    for other in (data + b"\n", data.replace(b":", b": ", 1), b"[", b"[]"):
        with pytest.raises(SelectionError, match=r"not_(canonical|a_record)"):
            parse_record(other)
