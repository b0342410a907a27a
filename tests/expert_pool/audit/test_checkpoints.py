"""Checkpoints: their exact text, who signed them, and what is refused."""

import pytest

from expert_pool.audit.checkpoints import (
    Checkpoint,
    parse_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from expert_pool.audit.log import LogHead
from expert_pool.audit.notes import KeyKind, Note, make_key, sign_text
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.note_samples import (
    LOG,
    ORIGIN,
    OTHER_LOG,
    SEEN_AT,
    WITNESS,
    cosigned,
    head,
    signed,
    written,
)

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_published_text_is_read_and_written_again() -> None:
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    checkpoint = parse_checkpoint(text)
    assert (checkpoint.head.size, checkpoint.text) == (20852163, text)


@pytest.mark.parametrize(
    "text",
    [
        f"origin\n1\n{ROOT}",
        f"origin\n1\n{ROOT}\nmore\n",
        f"\n1\n{ROOT}\n",
        f"origin\n01\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n\n{ROOT}\n",
        f"origin\n9999999999999999\n{ROOT}\n",
        "origin\n1\nAAAA\n",
        f"origin\n1\n{ROOT[:-2]}J=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.broken"):
        parse_checkpoint(text)


def test_a_checkpoint_is_read_with_the_lines_of_its_witnesses() -> None:
    read = read_checkpoint(written(cosigned(9)), [LOG.verifier], [WITNESS.verifier], others=False)
    assert read.checkpoint == Checkpoint(ORIGIN, head(9))
    assert [line.time for line in read.cosignatures] == [SEEN_AT]


def test_both_keys_sign_while_one_replaces_the_other() -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, head(4)), [OTHER_LOG, LOG])
    for key in (LOG, OTHER_LOG):
        assert read_checkpoint(written(note), [key.verifier]).checkpoint.head == head(4)


def test_a_note_that_the_log_did_not_sign_is_refused() -> None:
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.not_signed"):
        read_checkpoint(written(signed(4)), [OTHER_LOG.verifier])
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.not_signed"):
        read_checkpoint(written(signed(4)), [])


def test_a_log_signs_under_its_own_name_only() -> None:
    text = Checkpoint("another.example/log", LogHead(4, bytes(32))).text
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.other_log"):
        read_checkpoint(written(Note(text, (sign_text(text, LOG),))), [LOG.verifier])


def test_a_line_more_than_expected_is_refused_where_exactly_those_are_asked_for() -> None:
    stranger = make_key("stranger.example", KeyKind.COSIGNATURE, bytes(32))
    note = cosigned(6)
    more = Note(note.text, (*note.signatures, sign_text(note.text, stranger, SEEN_AT)))
    keys = ([LOG.verifier], [WITNESS.verifier])
    assert len(read_checkpoint(written(more), *keys).cosignatures) == 1
    with pytest.raises(ExpertPoolError, match=r"note\.unknown_signature"):
        read_checkpoint(written(more), *keys, others=False)
