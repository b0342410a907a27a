"""From when on a delay of the log is said."""

from datetime import timedelta

import pytest

from expert_pool.audit.delays import Delays, check_delays

WAITS, UNSEEN = "LOG-25.entry_waits", "LOG-26.not_cosigned"


@pytest.mark.parametrize(
    ("waited", "unseen", "said"),
    [
        (None, None, []),
        (5, 300, []),
        (5.1, None, [(WAITS, ("seconds", 5))]),
        (None, 301, [(UNSEEN, ("minutes", 5))]),
        (86_400, 7_260, [(WAITS, ("seconds", 86_400)), (UNSEEN, ("minutes", 121))]),
    ],
)
def test_a_delay_is_said_once_it_is_longer_than_it_may_be(
    waited: float | None, unseen: float | None, said: list[object]
) -> None:
    delays = Delays(
        None if waited is None else timedelta(seconds=waited),
        None if unseen is None else timedelta(seconds=unseen),
    )
    assert [(one.code, *one.params) for one in check_delays(delays)] == said
