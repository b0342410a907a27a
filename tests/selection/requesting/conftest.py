import pytest

from expert_pool.storage.database import Database
from tests.selection.requesting.desks import Office, open_office


@pytest.fixture
async def office(database: Database) -> Office:
    return await open_office(database)
