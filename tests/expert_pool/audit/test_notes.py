"""Signed notes: the published example, one spelling each, and no bit that may flip."""

import pytest

from expert_pool.audit.notes import (
    MOST_SIGNATURES,
    KeyKind,
    Note,
    Signature,
    VerifierKey,
    decode_strictly,
    encode,
    holds,
    make_key,
    parse_note,
    parse_private,
    parse_signature,
    parse_vkey,
    parse_vkey_of,
    refuse_others,
    sign_text,
    signed_by,
)
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.note_samples import (
    LOG,
    OTHER_LOG,
    SEEN_AT,
    WITNESS,
    cosigned,
    signed,
    written,
)

# The example that the note format of Go's checksum database is published with: key and text
# are given, everything else is computed and compared.
PETER = make_key(
    "PeterNeumann",
    KeyKind.SIGNATURE,
    bytes.fromhex("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173"),
)
SAYING = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PUBLISHED = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM="
)


def code_of(refused: pytest.ExceptionInfo[ExpertPoolError]) -> str:
    return refused.value.code


def test_no_log_is_its_own_witness() -> None:
    log, witness = LOG.verifier.vkey, WITNESS.verifier.vkey
    assert parse_vkey_of(KeyKind.SIGNATURE, log) == LOG.verifier
    assert parse_vkey_of(KeyKind.COSIGNATURE, witness) == WITNESS.verifier
    for kind, text in ((KeyKind.COSIGNATURE, log), (KeyKind.SIGNATURE, witness)):
        with pytest.raises(ExpertPoolError) as refused:
            parse_vkey_of(kind, text)
        assert code_of(refused) == "note.other_kind"


def test_the_published_example_is_signed_byte_for_byte() -> None:
    assert (
        PETER.verifier.vkey == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    assert sign_text(SAYING, PETER).line == PUBLISHED
    note = parse_note(f"{SAYING}\n{PUBLISHED}\n".encode())
    assert len(signed_by(note, [PETER.verifier])) == 1


def test_a_published_cosignature_says_when() -> None:
    line = (
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
        "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    assert parse_signature(line).time == 1679315147
    assert parse_signature(line).line == line


@pytest.mark.parametrize("key", [LOG, WITNESS, PETER])
def test_keys_are_read_from_their_own_lines(key: object) -> None:
    assert isinstance(key, type(LOG))
    assert parse_private(key.line) == key
    assert parse_vkey(key.verifier.vkey) == key.verifier


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        LOG.verifier.vkey.replace("+0", "+1") + "=",
        LOG.verifier.vkey[:-1] + "B",
        LOG.verifier.vkey.replace("pool", "poor"),
        "pool.example/log+0000000G+AAAA",
        f"a b+{LOG.verifier.id.hex()}+{encode(bytes([1]) + LOG.verifier.public)}",
        f"pool.example/log+{LOG.verifier.id.hex()}+{encode(bytes([2]) + LOG.verifier.public)}",
        f"pool.example/log+{LOG.verifier.id.hex()}+{encode(LOG.verifier.public)}",
    ],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        parse_vkey(text)
    assert code_of(refused) == "note.bad_key"


def test_a_public_key_is_no_private_one_and_a_changed_one_none_at_all() -> None:
    for line in (LOG.verifier.vkey, LOG.line.replace("AQ", "AR", 1), LOG.line.replace("pool", "p")):
        with pytest.raises(ExpertPoolError) as refused:
            parse_private(line)
        assert code_of(refused) == "note.bad_key"
        assert encode(LOG.seed)[:10] not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [("", 32, "name"), ("a+b", 32, "name"), ("a b", 32, "name"), ("a", 31, "key")],
)
def test_no_key_is_made_without_name_or_seed(name: str, size: int, code: str) -> None:
    with pytest.raises(ExpertPoolError, match=rf"note\.bad_{code}"):
        make_key(name, KeyKind.SIGNATURE, bytes(size))


@pytest.mark.parametrize("text", ["AB==", "AA=", "A A=", "AA==\n", "AA-_", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    assert decode_strictly("AA==") == b"\x00"
    assert decode_strictly(text) is None


LINE = signed(3).signatures[0].line


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        f"\n\n{LINE}\n".encode(),
        f"text\n\n{LINE}".encode(),
        f"text\n\n{LINE}\n\n".encode(),
        f"text\r\n\n{LINE}\n".encode(),
        f"te\x00xt\n\n{LINE}\n".encode(),
        b"\xff\n\n" + f"{LINE}\n".encode(),
        f"text\n\n{LINE[2:]}\n".encode(),
        f"text\n\n{LINE} \n".encode(),
        "text\n\n— name AAAAAA==\n".encode(),
        f"text\n\n{LINE}\n".encode() + f"{LINE}\n".encode() * MOST_SIGNATURES,
        b"x" * 20_000 + f"\n\n{LINE}\n".encode(),
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        parse_note(data)
    assert code_of(refused) == "note.broken"


def test_an_empty_line_may_stand_in_a_text() -> None:
    note = parse_note(f"one\n\ntwo\n\n{LINE}\n".encode())
    assert note.text == "one\n\ntwo\n"
    assert note.written() == f"one\n\ntwo\n\n{LINE}\n"


def test_a_line_of_an_unknown_key_counts_for_nothing() -> None:
    note = cosigned(5)
    assert signed_by(note, [OTHER_LOG.verifier]) == ()
    assert len(signed_by(note, [LOG.verifier])) == 1
    with pytest.raises(ExpertPoolError) as refused:
        refuse_others(note, [LOG.verifier])
    assert code_of(refused) == "note.unknown_signature"
    refuse_others(note, [LOG.verifier, WITNESS.verifier])


def test_a_wrong_line_of_a_known_key_spoils_the_note_and_so_does_a_second_one() -> None:
    note, (line,) = signed(5), signed(6).signatures
    for lines in ((line,), (*note.signatures, *note.signatures)):
        with pytest.raises(ExpertPoolError) as refused:
            signed_by(Note(note.text, lines), [LOG.verifier])
        assert code_of(refused) == "note.bad_signature"


@pytest.mark.parametrize("time", [0, -1, 1 << 63])
def test_a_witness_does_not_sign_without_a_time(time: int) -> None:
    with pytest.raises(ExpertPoolError, match=r"note\.without_time"):
        sign_text("text\n", WITNESS, time)


def test_a_cosignature_without_a_time_does_not_hold() -> None:
    line = sign_text("text\n", WITNESS, SEEN_AT)
    assert holds("text\n", line, WITNESS.verifier)
    untimed = Signature(line.name, line.key_id, bytes(8) + line.value[8:])
    assert not holds("text\n", untimed, WITNESS.verifier)
    assert not holds("text\n", Signature(line.name, line.key_id, line.value[8:]), WITNESS.verifier)


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    key = VerifierKey("a", KeyKind.SIGNATURE, b"\xff" * 32)
    assert not holds("text\n", Signature("a", key.id, bytes(64)), key)


def test_no_single_bit_of_a_note_may_flip() -> None:
    data = written(cosigned(7))
    keys = [LOG.verifier, WITNESS.verifier]
    for place in range(len(data) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(ExpertPoolError):
            read_exactly(bytes(changed), keys)


def read_exactly(data: bytes, keys: list[VerifierKey]) -> None:
    note = parse_note(data)
    refuse_others(note, keys)
    signed_by(note, keys)
