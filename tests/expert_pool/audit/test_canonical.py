"""Canonical JSON: one value, one form; everything with two readings is refused by its path."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from expert_pool.audit.canonical import (
    Json,
    canonical_bytes,
    digest,
    parse_canonical,
    parse_json,
    refuse_ambiguous,
)
from expert_pool.errors import ExpertPoolError

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\/\b\x1f\x7fe\uffff\U00010000')
).map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
VECTORS = json.loads(Path("tests/vectors/canonical.json").read_text(encoding="utf-8"))
DECOMPOSED = "e\u0301"


@pytest.mark.parametrize("case", VECTORS["cases"])
def test_a_value_has_the_bytes_of_its_vector_and_reads_back(case: dict[str, Any]) -> None:
    data = canonical_bytes(case["value"])
    assert data == case["canonical"].encode()
    assert parse_canonical(data) == case["value"]


def test_a_digest_is_the_sha256_of_the_bytes() -> None:
    empty_object = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest({}) == empty_object


def test_tuples_stand_as_arrays() -> None:
    assert canonical_bytes({"a": (1, "x")}) == b'{"a":[1,"x"]}'


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        (1.0, "canonical.float", "$"),
        ({"a": [1, 2.5]}, "canonical.float", "$.a[1]"),
        ({"a": {"b": 2**53}}, "canonical.integer_too_large", "$.a.b"),
        ([-(2**53)], "canonical.integer_too_large", "$[0]"),
        ({"name": DECOMPOSED}, "canonical.not_nfc", "$.name"),
        ({DECOMPOSED: 1}, "canonical.not_nfc", "$.'e\\u0301'"),
        (["\ud800"], "canonical.not_text", "$[0]"),
        ({1: "one"}, "canonical.key_not_text", "$"),
        ({"a": b"bytes"}, "canonical.not_plain", "$.a"),
        ({"a": {1, 2}}, "canonical.not_plain", "$.a"),
    ],
)
def test_what_has_two_readings_is_refused_with_its_path(
    value: object, code: str, path: str
) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        refuse_ambiguous(value)
    assert (refused.value.code, refused.value.params) == (code, {"path": path})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a":1,"b":2,"a":1}', "canonical.repeated_key"),
        ('[{"a":{"b":1,"b":1}}]', "canonical.repeated_key"),
        ("[1.5]", "canonical.float"),
        ("[1e3]", "canonical.float"),
        ("[NaN]", "canonical.float"),
        ("[-Infinity]", "canonical.float"),
        ("[9007199254740992]", "canonical.integer_too_large"),
        ("[" + "9" * 5000 + "]", "canonical.broken"),
        ("[" * 100_000, "canonical.broken"),
        ('"e\u0301"', "canonical.not_nfc"),
        ('"\\ud800"', "canonical.not_text"),
        ("{", "canonical.broken"),
        ("", "canonical.broken"),
        (b"\xff", "canonical.broken"),
    ],
)
def test_text_without_a_canonical_form_is_not_read(text: str | bytes, code: str) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        parse_json(text)
    assert refused.value.code == code


def test_a_repeated_key_among_very_many_is_found() -> None:
    names = [f'"{number}":1' for number in range(100_000)]
    with pytest.raises(ExpertPoolError, match=r"^canonical\.repeated_key"):
        parse_json("{" + ",".join([*names, names[-1]]) + "}")


@pytest.mark.parametrize("text", [b'{"a": 1}', b'{"b":1,"a":1}', b'"\\u0061"', b"-0", b"{}\n"])
def test_another_form_of_the_same_value_is_read_but_is_not_canonical(text: bytes) -> None:
    parse_json(text)
    with pytest.raises(ExpertPoolError, match=r"^canonical\.other_form"):
        parse_canonical(text)


@given(VALUES)
@example({"\uffff": 1, "\U00010000": 2})
@example({"a": "\U0001f600"})
@example(["\u0301", "a\nb"])
def test_every_value_has_the_form_that_the_standard_gives_it(value: Any) -> None:
    data = canonical_bytes(value)
    assert data == rfc8785.dumps(value)
    assert parse_canonical(data) == value


@given(st.text(st.sampled_from('{}[]",:ab1\\u0301\u0301 -.e\n'), max_size=12))
@example("9007199254740992")
@example("1.5")
@example("NaN")
@example('{"a":1,"a":1}')
@example('"e\u0301"')
@example('"\\ud800"')
@example("[" * 5000)
@example("9" * 5000)
def test_data_is_read_quickly_as_it_is_the_long_way(text: str) -> None:
    assert outcome(parse_canonical, text.encode()) == outcome(read_the_long_way, text.encode())


def outcome(read: Callable[[bytes], Json], data: bytes) -> Json:
    try:
        return [read(data)]
    except ExpertPoolError as error:
        return error.code


def read_the_long_way(data: bytes) -> Json:
    value = parse_json(data)
    if rfc8785.dumps(value) != data:
        raise ExpertPoolError("canonical.other_form")
    return value


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_what_stands_deeper_than_every_program_bears_is_refused(opening: str, closing: str) -> None:
    for read in (parse_json, parse_canonical):
        read((opening * 200 + "1" + closing * 200).encode())
        with pytest.raises(ExpertPoolError, match=r"canonical\.broken"):
            read((opening * 201 + "1" + closing * 201).encode())
