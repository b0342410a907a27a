"""A pack as it is written, sealed, opened and read again; what is not whole is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from selection.errors import SelectionError
from selection.offline_pack import (
    CODE_SIGNS,
    Event,
    EventKind,
    check_moment,
    derive_code_keys,
    digest_of,
    find_moments,
    find_new,
    in_fours,
    number_typed,
    open_pack,
    plain_code,
    read_contents,
    read_pack,
    read_record,
    seal_pack,
    write_code,
    write_contents,
    write_pack,
    write_record,
)
from tests.selection.offline_pack.samples import (
    CODES,
    CONTENTS,
    HEADER,
    NONCES,
    PASSPHRASE,
    RECORD,
    at,
)

DATA = write_contents(CONTENTS)
PACK = seal_pack(HEADER, PASSPHRASE, NONCES, DATA, write_record(RECORD))
SEALED_RECORD = PACK.record or PACK.data
DAYS = (date(2026, 11, 20), date(2026, 11, 20))


def refused(code: str, act, *given) -> None:
    with pytest.raises(SelectionError) as error:
        act(*given)
    assert error.value.code == code


def test_what_was_written_is_read_again() -> None:
    data, record = open_pack(read_pack(write_pack(PACK)), PASSPHRASE)
    assert read_contents(data) == CONTENTS
    assert read_record(record) == RECORD
    assert open_pack(seal_pack(HEADER, PASSPHRASE, NONCES, DATA, b""), PASSPHRASE)[1] == b""


@pytest.mark.parametrize(
    "forged",
    [
        replace(PACK, header=replace(HEADER, pack="PR-2026-0001-P2")),
        replace(PACK, header=replace(HEADER, request="1" * 8)),
        replace(PACK, data=SEALED_RECORD),
        replace(PACK, record=PACK.data),
        replace(PACK, record=replace(SEALED_RECORD, nonce="ab")),
    ],
    ids=["another pack", "another request", "record as data", "data as record", "short nonce"],
)
def test_a_pack_that_is_not_as_it_was_sealed_is_refused(forged) -> None:
    refused("pack.not_opened", open_pack, forged, PASSPHRASE)


def test_another_passphrase_opens_nothing() -> None:
    refused("pack.not_opened", open_pack, PACK, PASSPHRASE[::-1])


@pytest.mark.parametrize("text", ["", "[]", '{"header":{}}', write_pack(PACK)[:-1] + ',"more":1}'])
def test_what_is_no_pack_is_said_so(text: str) -> None:
    refused("pack.broken", read_pack, text)


@pytest.mark.parametrize(
    "record",
    [
        b"{}",
        b'[{"place":1}]',
        b'[{"place":0,"at":"2026-11-20T01:00:00Z","kind":"open"}]',
        b'[{"place":1,"at":"2026-11-20T01:00:00Z","kind":"dance"}]',
        write_record((RECORD[0], replace(RECORD[1], place=1))),
        '[{"place":1,"at":"2026-11-20T01:00:00Z","kind":"open","text":"e\u0301"}]'.encode(),
    ],
    ids=["no list", "no time", "no place", "no such step", "one place twice", "not in NFC"],
)
def test_a_record_of_another_form_is_refused(record: bytes) -> None:
    refused("pack.broken", read_record, record)


def test_contents_of_another_form_are_refused() -> None:
    refused("pack.broken", read_contents, b"{}")
    refused("pack.member_unknown", CONTENTS.member, 9)
    assert CONTENTS.member(2).seat == 2


def test_steps_come_in_once_and_in_their_order() -> None:
    shuffled = read_record(write_record(RECORD[::-1]))
    assert shuffled == RECORD
    known = {digest_of(it) for it in RECORD[:2]}
    assert find_new(shuffled, known) == RECORD[2:]
    assert find_new(RECORD, {digest_of(it) for it in RECORD}) == ()
    other = replace(RECORD[3], kind=EventKind.POSTPONE)
    assert find_new((*RECORD[:3], other), {digest_of(it) for it in RECORD}) == (other,)


def test_what_is_typed_from_sheets_is_numbered_and_typed_once() -> None:
    typed = (replace(RECORD[0], place=9), replace(RECORD[3], place=9))
    assert number_typed(typed, RECORD[:2]) == (replace(RECORD[3], place=3),)


@pytest.mark.parametrize(
    "moment",
    [at(30), at(0) - timedelta(days=1), datetime(2026, 11, 19, 15, 59, tzinfo=UTC)],
    ids=["to come", "the day before", "the evening before, in China"],
)
def test_a_moment_that_cannot_be_is_refused(moment: datetime) -> None:
    step = Event(1, moment, EventKind.OPEN)
    refused("pack.time_impossible", check_moment, step, DAYS, at(29))
    check_moment(replace(step, at=at(29)), DAYS, at(29))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ((1, 2, 3), (1, 2, 3)),
        ((1, 130, 140), (1, 60, 60)),
        ((1, 130, 5), (1, 60, 60)),
        ((1, 40, 5, 50), (1, 40, 40, 50)),
        ((-90, -80, 3), (0, 0, 3)),
        ((), ()),
    ],
    ids=["right", "ahead", "ahead, then set right", "set back", "behind", "nothing"],
)
def test_a_wrong_clock_gives_no_step_a_moment_that_cannot_be(
    said: tuple[int, ...], held: tuple[int, ...]
) -> None:
    def moment(minutes: int) -> datetime:
        return at(0) + timedelta(minutes=minutes)

    steps = [Event(place, moment(one), EventKind.OPEN) for place, one in enumerate(said, 1)]
    assert find_moments(steps, at(0), moment(60)) == tuple(moment(one) for one in held)


def test_codes_are_read_as_people_write_them() -> None:
    code = write_code(bytes(range(8)), CODE_SIGNS)
    assert len(code) == CODE_SIGNS
    assert plain_code(in_fours(code).lower()) == code
    assert plain_code("oil-o") == "0110"
    assert write_code(b"\xff" * 8, 3) == "ZZZ"
    assert derive_code_keys(HEADER, CODES[0]) != derive_code_keys(HEADER, CODES[1])
    other = replace(HEADER, salt="cd" * 32)
    assert derive_code_keys(other, CODES[0]).digest != CONTENTS.members[0].code
