"""Drafts and frozen criteria as they lie in the database: sealed, each good for its row only.

They name parties and recused people. The digest that is published is of the open bytes.
"""

import json
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.encryption import Place, Purpose
from expert_pool.recording import cipher_of

_DRAFT: Final = "draft_cipher"
_CRITERIA: Final = "criteria_cipher"


def seal_contents(
    session: AsyncSession, request_id: UUID, draft: Mapping[str, object], criteria: bytes | None
) -> dict[str, bytes | None]:
    """The columns of a draft and of frozen criteria, where there are any."""
    cipher, written = cipher_of(session), json.dumps(dict(draft), ensure_ascii=False).encode()
    return {
        _DRAFT: cipher.encrypt(Purpose.CRITERIA, _place(_DRAFT, request_id), written),
        _CRITERIA: None
        if criteria is None
        else cipher.encrypt(Purpose.CRITERIA, _place(_CRITERIA, request_id), criteria),
    }


def open_draft(session: AsyncSession, request_id: UUID, sealed: bytes) -> Mapping[str, object]:
    """What stands in the form of a request.

    Raises:
        ExpertPoolError: `encryption.unreadable` where it was changed or came from another row.
    """
    place = _place(_DRAFT, request_id)
    kept: Mapping[str, object] = json.loads(
        cipher_of(session).decrypt(Purpose.CRITERIA, place, sealed)
    )
    return kept


def open_criteria(session: AsyncSession, request_id: UUID, sealed: bytes | None) -> bytes | None:
    """The exact bytes that were frozen at the approval; none before it.

    Raises:
        ExpertPoolError: `encryption.unreadable` where they were changed or moved here.
    """
    if sealed is None:
        return None
    place = _place(_CRITERIA, request_id)
    return cipher_of(session).decrypt(Purpose.CRITERIA, place, sealed)


def _place(column: str, request_id: UUID) -> Place:
    return Place("panel_request", column, str(request_id))
