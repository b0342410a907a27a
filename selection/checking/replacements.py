"""The vacancies of each drawn panel: the record made again, and the log's entries of its steps."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import Json
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity
from selection.checking.entries import SOURCE, DrawEntries
from selection.documents.receipts import parse_receipt
from selection.documents.replacement_record import Record, record_bytes
from selection.drawing import DrawDesk, open_receipt
from selection.drawing.panel_now import PanelNow, load_panel_now
from selection.drawing.replacements import load_commits, make_records
from selection.errors import SelectionError
from selection.storage.draw_store import DrawRecord
from selection.storage.vacancy_store import VacancyRecord, load_vacancies
from selection.verify import TrustFile, Verdict
from selection.verify.replacements import verify_replacements

STEPS: Final = (Act.DRAW_RECUSE, Act.DRAW_REPLACE, Act.DRAW_EXHAUST, Act.DRAW_SUPPLEMENT)
_NAMES: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.DRAW_RECUSE: ("number", "seat", "pseudonym"),
    Act.DRAW_REPLACE: ("step", "seat", "pseudonym", "rank"),
    Act.DRAW_EXHAUST: ("step", "seat"),
    Act.DRAW_SUPPLEMENT: ("step", "seat", "pseudonym"),
}


@dataclass(frozen=True, slots=True)
class StoredPanel:
    """A panel that members have left, and the commitments of the supplements that filled it."""

    panel: PanelNow
    commits: Mapping[UUID, str]


async def check_replacements(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, entries: DrawEntries, trust: TrustFile
) -> tuple[Finding, ...]:
    """What does not fit of a panel's vacancies; nothing where nobody has left it."""
    vacancies = [it for it in await load_vacancies(session, draw.id) if it.step is not None]
    told = tuple(_check_steps(draw, vacancies, entries))
    if not vacancies:
        return told
    try:
        panel = await load_panel_now(session, draw)
        stored = StoredPanel(panel, await load_commits(session, panel))
        return (*told, *await asyncio.to_thread(_check_record, desk, stored, trust))
    except (SelectionError, ExpertPoolError, ValueError, KeyError) as error:
        problem = str(getattr(error, "code", type(error).__name__))
        return (*told, _fault("CHK-10.unreadable", draw=str(draw.id), problem=problem))


def _check_record(desk: DrawDesk, stored: StoredPanel, trust: TrustFile) -> tuple[Finding, ...]:
    """Whoever came is who had to come: the reserve order and every rule once more (REP-01)."""
    draw = stored.panel.draw
    receipts = (open_receipt(desk, draw), draw.public_receipt or b"")
    found = []
    records: tuple[Record, ...] = make_records(desk, stored.panel, dict(stored.commits))
    for record, receipt in zip(records, receipts, strict=True):
        checked = verify_replacements(record_bytes(record), parse_receipt(receipt), trust)
        if checked.verdict is not Verdict.VALID:
            number = checked.failed.number if checked.failed else 0
            params = {"draw": str(draw.id), "form": record.form}
            found.append(_fault("CHK-10.rejected", check=number, **params))
    return tuple(found)


def _check_steps(
    draw: DrawRecord, vacancies: list[VacancyRecord], entries: DrawEntries
) -> Iterator[Finding]:
    """Each step has its one entry, which says the same; and no entry is without its step."""
    for act in STEPS:
        logged = entries.get((act.value, str(draw.id)), ())
        said = [[str(one.told.get(name)) for name in _NAMES[act]] for one in logged]
        stored = [[str(one[name]) for name in _NAMES[act]] for one in _tell(vacancies, act)]
        if sorted(said) != sorted(stored):
            yield _fault("CHK-10.entries_differ", draw=str(draw.id), act=act.value)


def _tell(vacancies: list[VacancyRecord], act: Act) -> Iterator[Mapping[str, Json]]:
    """What the entries of an act have to say, from what is stored."""
    for one in vacancies:
        step: dict[str, Json] = {"seat": one.position, "step": one.step}
        if act is Act.DRAW_RECUSE:
            yield step | {"number": one.number, "pseudonym": one.pseudonym}
        elif act is Act.DRAW_REPLACE and one.rank is not None:
            yield step | {"pseudonym": one.successor, "rank": one.rank}
        elif act is Act.DRAW_EXHAUST and one.rank is None:
            yield step
        elif act is Act.DRAW_SUPPLEMENT and one.fill_step is not None:
            yield step | {"step": one.fill_step, "pseudonym": one.successor}


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
