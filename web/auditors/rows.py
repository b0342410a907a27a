"""An entry of the log as a line that people read: who did what to what, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act, ActGroup
from expert_pool.audit.entries import Entry
from expert_pool.storage.audit_store import LoggedEntry
from selection.states.requests import RequestState
from web.auditors.naming import Named, Names, name_all
from web.auditors.reasons import reason_words
from web.criteria import STATES
from web.pages import ROLE_NAMES
from web.translation import current_translator, gettext

# What is changed there says nothing about a person beyond the ids in the entry itself.
OPEN_GROUPS: Final = frozenset({ActGroup.SESSION, ActGroup.DRAW, ActGroup.LOG, ActGroup.DEMO})
OPEN_ACTS: Final = frozenset({Act.CHOICE_TRY.value})
_NOBODY: Final = Named("")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words; codes that have no words show as they are."""

    logged: LoggedEntry
    act: str
    who: Named
    role: str
    what: Named
    request: Named
    states: tuple[str, str]
    reason: str

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        return self.logged.entry


async def read_lines(session: AsyncSession, entries: Sequence[LoggedEntry]) -> tuple[Line, ...]:
    """The entries in words, in their order."""
    names = await name_all(session, _names_in(entries))
    return tuple(_line(logged, names) for logged in entries)


def _names_in(entries: Iterable[LoggedEntry]) -> set[str]:
    return {
        name
        for logged in entries
        for name in (logged.entry.actor, logged.entry.subject, logged.entry.request)
    }


def _line(logged: LoggedEntry, names: Names) -> Line:
    entry = logged.entry
    return Line(
        logged=logged,
        act=act_words(entry.act),
        who=names.get(entry.actor, _NOBODY),
        role=role_words(entry.role),
        what=names.get(entry.subject, _NOBODY),
        request=names.get(entry.request, _NOBODY),
        states=(
            state_words(entry.previous_state, entry.act),
            state_words(entry.next_state, entry.act),
        ),
        reason=reason_words(entry.reason),
    )


def is_open(entry: Entry) -> bool:
    """Whether the detail of an entry may be shown without a recorded look."""
    return entry.act.partition(".")[0] in OPEN_GROUPS or entry.act in OPEN_ACTS


def act_words(act: str) -> str:
    """What was done, in words."""
    return _or_code("act", act)


def role_words(role: str) -> str:
    """A role of a person, or what the log writes where nobody was signed in."""
    return gettext(ROLE_NAMES[role]) if role in ROLE_NAMES else _or_code("named", role)


def state_words(state: str, act: str) -> str:
    """A state of what an act was about, in words; requests and choices as on their pages."""
    if act.startswith("request.") and state in STATES:
        return gettext(STATES[RequestState(state)][0])
    if act.startswith("choice."):
        return _or_code("choice_state", state)
    return _or_code("state", state)


def _or_code(kind: str, code: str) -> str:
    """The words of a code; a code that has none shows as itself."""
    if not code:
        return ""
    words = current_translator().sentence(f"{kind}.{code}", {})
    return code if words == f"{kind}.{code}" else words
