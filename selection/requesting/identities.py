"""Identity numbers of project people: sealed at once, shown masked, compared by blind index.

They are optional: with one, the screening knows a person under any name and employer, and
tells namesakes apart. Nobody reads one again in full; the log holds a mark and no number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.sealing import identity_index
from expert_pool.conflicts import Party
from expert_pool.encryption import Place, Purpose
from expert_pool.identity import mask_identity
from expert_pool.recording import cipher_of
from selection.storage.project_store import Project

MARK = 8


@dataclass(frozen=True, slots=True)
class IdentityChanges:
    """Checked numbers that were typed, and which are to be deleted, by the party's place."""

    given: Mapping[int, str] = field(default_factory=dict)
    forgotten: frozenset[int] = frozenset()


def seal_identities(session: AsyncSession, project: Project, changes: IdentityChanges) -> Project:
    """The project with each typed number as a blind index and a sealed value."""
    cipher, sealed, parties = cipher_of(session), dict(project.sealed), []
    for place, party in enumerate(project.parties):
        number = changes.given.get(place, "")
        if party.person is None or not number:
            parties.append(party)
            continue
        index = identity_index(cipher, number).hex()
        sealed[index] = cipher.encrypt_text(Purpose.IDENTITY, _place(project, index), number)
        parties.append(replace(party, person=replace(party.person, identity_index=index)))
    return replace(project, parties=tuple(parties), sealed=tuple(sorted(sealed.items())))


def mask_identities(session: AsyncSession, project: Project) -> Mapping[str, str]:
    """The numbers on record as they may be shown, by the blind index of the person."""
    cipher = cipher_of(session)
    return {
        index: mask_identity(cipher.decrypt_text(Purpose.IDENTITY, _place(project, index), stored))
        for index, stored in project.sealed
    }


def identity_mark(party: Party) -> str:
    """What tells in the log that a number is there, or another one than before."""
    index = party.person.identity_index if party.person else ""
    return f"identity {index[:MARK]}" if index else ""


def _place(project: Project, index: str) -> Place:
    return Place("project_party", "identity_cipher", f"{project.id}.{index}")
