"""Programs that call the API for the people of one ceremony, each with a token of the own."""

from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from tests.web.api.seeding import add_token
from tests.web.draws.conftest import Stage, account_of

PEOPLE = {"officer": "officer-1", "auditor": "auditor-2", "approver": "approver-3"}


@dataclass
class Callers:
    """The programs, by the name of whom they act for."""

    stage: Stage
    client: AsyncClient
    tokens: dict[str, str]

    async def admit(self, name: str, email: str) -> None:
        """Let somebody else call, too."""
        services = self.stage.services
        account = await account_of(services, email)
        async with services.database.transaction() as session:
            self.tokens[name] = await add_token(session, services, account)

    async def get(self, who: str, path: str) -> Response:
        headers = {"authorization": f"Bearer {self.tokens[who]}"}
        return await self.client.get(self._address(path), headers=headers)

    async def post(self, who: str, path: str, body: object, key: str = "") -> Response:
        headers = {"authorization": f"Bearer {self.tokens[who]}"}
        headers |= {"idempotency-key": key} if key else {}
        return await self.client.post(self._address(path), headers=headers, json=body)

    def _address(self, path: str) -> str:
        return f"/api/v1/requests/{self.stage.request_id}/{path}"


async def call_for(stage: Stage) -> Callers:
    """Programs for the officer, the auditor and the approver."""
    made = Callers(stage, stage.officer.client, {})
    for name, account in PEOPLE.items():
        await made.admit(name, f"{account}@example.org")
    return made


def told(answer: Response) -> tuple[int, Any]:
    """The status, and of a problem its code."""
    return answer.status_code, answer.json().get("code")
