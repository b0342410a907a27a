"""Cases of what is known from outside: keys, published draws, and files that hold neither."""

import json
from collections.abc import Iterator
from typing import Any

from tests.selection.receipt_samples import FORGER, TRUST, loads, publish
from tests.selection.verify.published_case import VerdictCase

Json = Any
KNOWN = TRUST.model_dump_json().encode()
KEY = {"name": "a key", "key": FORGER.public_key().public_bytes_raw().hex()}
BASE = "small, public"


def make_trust_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Right and wrong keys and digests, then every kind of broken file."""
    for form in ("full", "public"):
        base = f"small, {form}"
        yield from _of_keys(base, form, loads(receipts[base]))
    for name, trust in (*_well_formed(loads(receipts[BASE])), *_broken(), *_malformed()):
        yield VerdictCase(f"trust: {name}", BASE, trust=trust)


def _of_keys(base: str, form: str, told: Json) -> Iterator[VerdictCase]:
    for changes in (
        *({}, {"request": "R-2"}, {"attempt": 2}),
        *({"commit_hash": "0" * 64}, {"result_digest": "0" * 64}),
    ):
        trust = publish(told, **changes).model_dump_json().encode()
        name = f"published with {list(changes)}, {form}"
        yield VerdictCase(name, base, trust=trust)
    twice = TRUST.model_copy(update={"draws": publish(told).draws * 2})
    yield VerdictCase(f"published twice, {form}", base, trust=twice.model_dump_json().encode())
    other = KNOWN.replace(told["signature"]["key"].encode(), b"ab" * 32)
    yield VerdictCase(f"another key, {form}", base, trust=other)
    unsigned = ((("signature",), None),)
    yield VerdictCase(f"not signed, {form}", base, unsigned, trust=KNOWN)
    yield VerdictCase(f"not signed and no key, {form}", base, unsigned)


def _write(**changes: Json) -> bytes:
    return json.dumps(loads(KNOWN) | changes, ensure_ascii=False).encode()


def _well_formed(told: Json) -> Iterator[tuple[str, bytes]]:
    """Files that can be read: several keys, other orders, spaces, the longest names."""
    (own,) = loads(KNOWN)["keys"]
    draw = json.loads(publish(told).model_dump_json())["draws"][0]
    other = draw | {"request": "R-2"}
    yield "another key first", _write(keys=[KEY, own])
    yield "another key behind", _write(keys=[own, KEY])
    yield "two other keys", _write(keys=[KEY, KEY | {"name": ""}])
    yield "draws only, another behind", _write(keys=[], draws=[draw, other])
    yield "draws only, another in front", _write(keys=[], draws=[other, draw])
    yield "the right key, and another draw", _write(draws=[other])
    yield "the right draw, and another key", _write(keys=[KEY], draws=[draw])
    yield "keys without draws", json.dumps({"v": 1, "type": "draw.trust", "keys": [own]}).encode()
    yield "draws without keys", json.dumps({"v": 1, "type": "draw.trust", "draws": [draw]}).encode()
    yield "spaces and lines", json.dumps(loads(KNOWN), indent=1).encode() + b"\n\t \r\n"
    yield "escaped signs", KNOWN.replace(b'"key"', b'"\\u006b\\u0065y"')
    yield "escaped in capitals", _write(keys=[own | {"name": "@"}]).replace(b"@", b"\\u00E9")
    yield (
        "every short escape",
        _write(keys=[own | {"name": "@"}]).replace(b"@", b'\\"\\\\\\/\\b\\f\\n\\r\\t'),
    )
    for length in (0, 200, 201):
        yield f"a name of {length} signs", _write(keys=[own | {"name": "𝄞" * length}])
    for attempt in (0, 1, 1000, 1001, True, "1"):
        yield f"attempt {attempt!r}", _write(draws=[draw | {"attempt": attempt}])


def _broken() -> Iterator[tuple[str, bytes]]:
    """What is JSON, but not such a file."""
    (own,) = loads(KNOWN)["keys"]
    for version in (0, 2, True, "1", None):
        yield f"version {version!r}", _write(v=version)
    yield "another type", _write(type="draw.receipt")
    yield "nothing known", _write(keys=[], draws=[])
    yield "keys missing and draws empty", b'{"v":1,"type":"draw.trust","draws":[]}'
    yield "neither list", b'{"v":1,"type":"draw.trust"}'
    yield "keys null", _write(keys=None)
    yield "keys an object", _write(keys=own)
    yield "a key more", _write(more=[])
    yield "a key in capitals", _write(keys=[own | {"key": own["key"].upper()}])
    yield "a key cut off", _write(keys=[own | {"key": own["key"][:-1]}])
    yield "a key without name", _write(keys=[{"key": own["key"]}])
    yield "a key with more", _write(keys=[own | {"more": 1}])
    yield "a name that is a number", _write(keys=[own | {"name": 1}])
    yield "a draw without digest", _write(draws=[{"request": "R", "attempt": 1}])
    for text in ("null", "true", "false", "1", '"draw.trust"', "[]", "{}", "", " "):
        yield f"only {text!r}", text.encode()


def _malformed() -> Iterator[tuple[str, bytes]]:
    """What is no JSON, or may be read in two ways."""
    yield "a key twice", KNOWN.replace(b'{"v":1', b'{"v":1,"v":1', 1)
    yield "a float", KNOWN.replace(b'"v":1', b'"v":1.0', 1)
    yield "an exponent", KNOWN.replace(b'"v":1', b'"v":1e0', 1)
    yield "a nought in front", KNOWN.replace(b'"v":1', b'"v":01', 1)
    yield "a sign of plus", KNOWN.replace(b'"v":1', b'"v":+1', 1)
    yield "an integer that is too large", KNOWN.replace(b'"v":1', b'"v":9007199254740993', 1)
    yield "text behind", KNOWN + b"x"
    yield "another value behind", KNOWN + KNOWN
    yield "a brace missing", KNOWN[:-1]
    yield "a bracket missing", KNOWN.replace(b"]", b"", 1)
    yield "a colon missing", KNOWN.replace(b'"v":', b'"v" ', 1)
    yield "a comma missing", KNOWN.replace(b",", b" ", 1)
    yield "a comma too many", KNOWN.replace(b"}]", b"},]", 1)
    yield "a comma behind the last", KNOWN[:-1] + b",}"
    yield "a key without quotation marks", KNOWN.replace(b'"v"', b"v", 1)
    yield "single quotation marks", KNOWN.replace(b'"v"', b"'v'", 1)
    yield "a byte order mark", b"\xef\xbb\xbf" + KNOWN
    yield "a comment", KNOWN + b"// known"
    yield "a space of another kind", KNOWN.replace(b'"v":', '"v":\u00a0'.encode(), 1)
    named = _write(keys=[loads(KNOWN)["keys"][0] | {"name": "@"}])
    for name, text in (
        ("an unknown escape", b"\\x"),
        ("an escape cut off", b"\\u00e"),
        ("an escape of other digits", b"\\u00g9"),
        ("an escape with a sign", b"\\u+0e9"),
        ("a tab", b"\t"),
        ("a line end", b"\n"),
        ("a byte that is no UTF-8", b"\xff"),
        ("half a pair", b"\\ud834"),
        ("the first of all halves", b"\\ud800"),
        ("the last of all halves", b"\\udfff"),
        ("the other half", b"\\udd1e"),
        ("not in normal form C", "e\u0301".encode()),
        ("escaped, and not in normal form C", b"e\\u0301"),
    ):
        yield f"a name with {name}", named.replace(b"@", text)
    yield "a name that ends in a tab", named.replace(b'@"', b"\t")
    yield "a text without end", b'"' + b"a" * 9
    yield "a text that ends in a backslash", b'"\\'
    for sign, many in (("[", 150), ("[", 20_000), ('{"a":', 9_000)):
        yield f"{sign} {many} times", sign.encode() * many
