"""Mailed links and the second step end with their second; sessions rest as long as roles allow."""

from datetime import UTC, datetime, timedelta

import pytest

from expert_pool.accounts.signing_in import idle_limit
from expert_pool.accounts.tokens import LIFETIMES, issue_token, use_token
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.database import Database

# Over the end of a February: a life in days is so many times 24 hours.
MINTED = datetime(2028, 2, 28, 15, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def test_a_link_works_until_its_last_second_and_not_after(database: Database) -> None:
    async with database.transaction() as session:
        account = await AccountStore(session).add("ce@example.org", "测", "zh_Hans", MINTED)
        for purpose, life in LIFETIMES.items():
            late = await issue_token(session, account, purpose, MINTED)
            with pytest.raises(ExpertPoolError, match=r"account\.link_not_valid"):
                await use_token(session, late, purpose, MINTED + life)
            in_time = await issue_token(session, account, purpose, MINTED)
            used = await use_token(session, in_time, purpose, MINTED + life - SECOND)
            assert used.account_id == account
            with pytest.raises(ExpertPoolError, match=r"account\.link_not_valid"):
                await use_token(session, in_time, purpose, MINTED)


@pytest.mark.parametrize(
    ("roles", "minutes"),
    [({Role.EXPERT}, 30), ({Role.REGISTRAR}, 15), ({Role.EXPERT, Role.AUDITOR}, 15), (set(), 30)],
)
def test_staff_rest_half_as_long_as_experts(roles: set[Role], minutes: int) -> None:
    assert idle_limit(frozenset(roles)) == timedelta(minutes=minutes)
