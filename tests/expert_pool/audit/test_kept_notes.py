"""A log against every note it ever signed: the first broken one is named, wherever it is kept."""

import pytest

from expert_pool.audit.kept_notes import KeptNote, check_notes
from expert_pool.findings import Finding
from tests.expert_pool.audit.note_samples import LEAVES, LOG, OTHER_LOG, signed, written

SIZES = (3, 8, 8, 20)
NOTES = tuple(KeptNote(f"note {size}", written(signed(size))) for size in SIZES)
KEYS = (LOG.verifier,)
CHANGED = bytes(32)


def said(finding: Finding) -> tuple[str, dict[str, object]]:
    return finding.code, dict(finding.params)


@pytest.mark.parametrize("keys", [KEYS, ()])
def test_a_log_that_only_grew_keeps_all_its_notes(keys: tuple[()]) -> None:
    assert check_notes(LEAVES, NOTES[::-1], keys) == ()
    assert check_notes((), (), keys) == ()


@pytest.mark.parametrize(
    ("changed", "where", "first", "last"),
    [(0, 3, 0, 2), (2, 3, 0, 2), (3, 8, 3, 7), (7, 8, 3, 7), (8, 20, 8, 19), (19, 20, 8, 19)],
)
def test_the_smallest_note_that_a_change_breaks_is_named_in_any_order(
    changed: int, where: int, first: int, last: int
) -> None:
    leaves = [*LEAVES[:changed], CHANGED, *LEAVES[changed + 1 :]]
    (found,) = check_notes(leaves, NOTES[::-1], KEYS)
    places = {"first": first, "last": last, "where": f"note {where}"}
    assert said(found) == ("LOG-24.note_broken", places)


def test_a_change_after_the_newest_note_breaks_none() -> None:
    assert check_notes([*LEAVES[:20], CHANGED], NOTES, KEYS) == ()


def test_a_cut_off_end_is_told_from_a_change() -> None:
    (found,) = check_notes(LEAVES[:7], NOTES, KEYS)
    assert said(found) == (
        "LOG-23.note_beyond",
        {"where": "note 8", "expected": 8, "found": 7},
    )


def test_a_note_that_does_not_verify_hides_no_broken_one() -> None:
    forged = KeptNote("forged", NOTES[1].note.replace(b"\n8\n", b"\n7\n"))
    notes = (forged, KeptNote("none", b"none"), *NOTES)
    refused, broken = check_notes(LEAVES[:2], notes, KEYS)
    assert said(refused) == (
        "LOG-22.note_refused",
        {"where": "forged", "problem": "note.bad_signature"},
    )
    assert broken.code == "LOG-23.note_beyond"


def test_a_note_under_a_key_that_is_not_the_logs_is_refused() -> None:
    (found,) = check_notes(LEAVES, NOTES, (OTHER_LOG.verifier,))
    assert found.param("problem") == "checkpoint.not_signed"
