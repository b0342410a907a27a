"""The file of the log's keys: one that signs, and how long a former one still does."""

from datetime import UTC, datetime, timedelta

import pytest

from expert_pool.audit.log_keys import BOTH_SIGN, LogKeys, parse_log_keys
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.note_samples import LOG, OTHER_LOG, WITNESS

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
BOTH = LogKeys(LOG).replaced(OTHER_LOG.seed, NOW)


def test_a_new_key_takes_over_and_the_former_signs_for_thirty_days_more() -> None:
    assert BOTH.signing(NOW + BOTH_SIGN - timedelta(seconds=1)) == (OTHER_LOG, LOG)
    assert BOTH.signing(NOW + BOTH_SIGN) == (OTHER_LOG,)
    assert BOTH.known == (OTHER_LOG.verifier, LOG.verifier)
    assert BOTH_SIGN.days == 30


@pytest.mark.parametrize("keys", [LogKeys(LOG), BOTH, BOTH.replaced(bytes(32), NOW)])
def test_keys_are_read_as_they_were_written(keys: LogKeys) -> None:
    assert parse_log_keys(keys.written()) == keys


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        LOG.verifier.vkey,
        WITNESS.line,
        f"{LOG.line}\n{OTHER_LOG.line}",
        f"{LOG.line}\n{OTHER_LOG.line} until tomorrow",
        f"{LOG.line}\n{WITNESS.line} until 2026-11-20T08:30:00Z",
    ],
)
def test_what_are_no_keys_of_one_log_is_refused(text: str) -> None:
    with pytest.raises(ExpertPoolError, match=r"note\.bad_key"):
        parse_log_keys(text)
