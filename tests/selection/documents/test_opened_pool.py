import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.audit.canonical import canonical_bytes
from selection.documents.forms import FullReceipt, PoolEntry
from selection.documents.opened_pool import OpenedPool, list_columns, read_pool
from selection.documents.receipts import parse_receipt, receipt_bytes, signing_input
from selection.documents.writing import list_bytes
from selection.errors import SelectionError
from tests.selection.receipt_samples import draw

NAMES = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\]{'),
    min_size=1,
    max_size=100,
)
SALTS = st.binary(min_size=16, max_size=16).map(bytes.hex)
FREE = {
    "e": NAMES,
    "employer": NAMES | st.just(""),
    "meets": st.lists(NAMES, max_size=3).map(tuple),
    "salt": SALTS,
}
PLAIN = st.builds(PoolEntry, **FREE)
WEIGHED = st.builds(PoolEntry, **FREE, weight=st.integers(1, 10))
LISTS = st.one_of(*(st.lists(kind, min_size=1, max_size=4) for kind in (PLAIN, WEIGHED)))
ONE = '{"e":"p1","employer":"u1","meets":["a","b"],"salt":"00000000000000000000000000000abc"}'
FULL = draw().both[0]


@given(LISTS)
def test_columns_hold_what_reading_one_by_one_gives(entries: list[PoolEntry]) -> None:
    pool = read_pool(list_bytes(entries).decode()[1:-1])
    assert pool is not None
    assert list(pool) == entries
    assert pool[:2] == tuple(entries[:2])
    assert list(list_columns(entries)) == entries


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        ONE + ",",
        "," + ONE,
        ONE + " " + ONE,
        ONE + ",," + ONE,
        ONE.replace("p1", ""),
        ONE.replace("p1", "p" * 101),
        ONE.replace("p1", "p 1"),
        ONE.replace("p1", "p\u007f1"),
        ONE.replace("p1", "p\n1"),
        ONE.replace("p1", "pé1"),
        ONE.replace("p1", "p\\u0031"),
        ONE.replace("u1", "u" * 101),
        ONE.replace("u1", "u\\\\1"),
        ONE.replace('"a","b"', '"a", "b"'),
        ONE.replace('"a","b"', '"a" "b"'),
        ONE.replace('"a","b"', '"a",'),
        ONE.replace('"a","b"', '"a",""'),
        ONE.replace('"a","b"', "1"),
        ONE.replace('"a"', '"%s"' % ("a" * 101)),
        ONE.replace('"a"', '"{"'),
        ONE.replace("abc", "ABC"),
        ONE.replace("abc", "ab"),
        ONE.replace("abc", "abcd"),
        ONE.replace("abc", "abg"),
        ONE.replace("abc", "a c"),
        ONE.replace("abc", "ab") + "," + ONE.replace("abc", "abcd"),
        ONE.replace("}", ',"weight":0}'),
        ONE.replace("}", ',"weight":11}'),
        ONE.replace("}", ',"weight":01}'),
        ONE.replace("}", ',"weight":1,"x":1}'),
        ONE.replace("}", ',"weight":}'),
        ONE.replace("}", ',"weight":100}'),
        # Read to its end from each beginning, such a file would take minutes.
        '{"e":"p1","employer":"","meets":[' * 50_000,
        ONE.replace("}", ',"weight":') * 50_000,
        ONE.replace("}", ',"x":1}'),
        ONE.replace('"e":"p1",', '"e":"p1","e":"p1",'),
    ],
)
def test_whatever_a_doubt_remains_of_is_left_to_the_strict_reader(text: str) -> None:
    assert read_pool(text) is None


def test_a_receipt_read_in_columns_is_the_same_as_one_read_strictly() -> None:
    receipt = parse_receipt(FULL)
    strictly = FullReceipt.model_validate_json(FULL, strict=True)
    assert isinstance(receipt, FullReceipt)
    assert isinstance(receipt.pool, OpenedPool)
    assert list_columns(receipt.pool) is receipt.pool
    assert receipt.model_dump() == strictly.model_dump()
    assert receipt_bytes(receipt) == receipt_bytes(strictly) == FULL
    assert signing_input(receipt) == signing_input(strictly)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"pool":[{', '"pool": [{', "receipt.not_canonical"),
        ('"employer":"', '"employer": "', "receipt.not_canonical"),
        ('"form":"full",', '"form":"full","pool":[],', "receipt.not_canonical"),
        ('"form":"full",', '"form":"full","pool":[],"result":{},', "receipt.not_canonical"),
        ('"prev":null', '"prev":{"pool":[],"result":null}', "receipt.not_a_receipt"),
        ('"salt":"', '"weight":1,"salt":"', "receipt.not_a_receipt"),
    ],
)
def test_a_pool_does_not_hide_what_is_wrong_with_a_receipt(old: str, new: str, code: str) -> None:
    with pytest.raises(SelectionError) as caught:
        parse_receipt(FULL.decode().replace(old, new, 1).encode())
    assert caught.value.code == code


def test_weights_in_a_pool_without_a_limit_are_refused() -> None:
    told = json.loads(FULL)
    for entry in told["pool"]:
        entry["weight"] = 1
    with pytest.raises(SelectionError) as caught:
        parse_receipt(canonical_bytes(told))
    assert caught.value.code == "receipt.not_a_receipt"


def test_a_pool_of_nobody_and_names_with_special_signs_are_read_one_by_one() -> None:
    told = json.loads(FULL)
    told["pool"][0]["employer"] = 'u"1'
    receipt = parse_receipt(canonical_bytes(told))
    assert isinstance(receipt, FullReceipt)
    assert receipt.pool[0].employer == 'u"1'
    assert not isinstance(receipt.pool, OpenedPool)
