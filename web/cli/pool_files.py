"""What the command `pool` does with the database: store a checked file, write the pool to one.

The same acts as in the browser, under the machine's operator.
"""

import asyncio
import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Final

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.exporting import PURPOSES, ExportRow, Extent, export_pool
from expert_pool.admission.importing import (
    NewImport,
    claim_storing,
    finish_check,
    start_import,
    store_import,
)
from expert_pool.bulk_import import ImportCheck
from expert_pool.storage.expert_search import ExpertQuery
from web.application_forms.labels import CHOICES
from web.cli.language import translator
from web.cli.opening import opened
from web.registrars.words import STANDINGS
from web.services import Services, make_services
from web.settings import Settings
from web.spreadsheets import Table, TableColumn, write_csv, write_xlsx
from web.translation import N_, Translator


def store_file(
    settings: Settings, file: Path, check: ImportCheck, *, accepted_only: bool
) -> tuple[ImportCheck, int]:
    """Compare a checked file with the database and store it; gives the check and how many.

    Where a row is refused nobody is stored, unless `accepted_only` says otherwise.
    """
    with opened(settings) as ready:
        return asyncio.run(_store(make_services(ready), file, check, accepted_only))


async def _store(
    services: Services, file: Path, check: ImportCheck, accepted_only: bool
) -> tuple[ImportCheck, int]:
    desk, now = _desk(services), services.now()
    try:
        new = NewImport(file.name, hashlib.sha256(file.read_bytes()).digest())
        import_id = await start_import(desk, OPERATOR, new, now)
        compared = await finish_check(desk, import_id, check, now)
        if not compared.accepted or (compared.rejected and not accepted_only):
            return compared, 0
        await claim_storing(desk, import_id, now)
        return compared, await store_import(desk, OPERATOR, import_id, compared.people, now)
    finally:
        await services.database.close()


HEADERS: Final = (
    N_("Expert no."),
    N_("Name"),
    N_("Expert type"),
    N_("Standing"),
    N_("Division"),
    N_("Employer"),
    N_("Title"),
    N_("Technical fields"),
    N_("Number of the document"),
    N_("Telephone number"),
    N_("E-mail address"),
    N_("Admitted on"),
)
"""The columns, in the order of `ExportRow`."""


def export_file(settings: Settings, target: tuple[Path, str], standing: str, purpose: str) -> int:
    """Write the people of a standing to a file, `target` being its path and format; how many.

    Names and numbers are masked unless a purpose is given. The file has one language, that of
    the command.
    """
    (path, form), wanted, words = target, ExpertQuery(standing=standing), translator()
    extent = Extent(purpose, words.language)
    with opened(settings) as ready:
        rows = asyncio.run(_export(make_services(ready), wanted, extent))
    table = _table_of(rows, purpose, words)
    content = write_csv(table) if form == "csv" else write_xlsx(table)
    # Nobody else on the machine may read it, not even for a moment.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return len(rows)


def _table_of(rows: tuple[ExportRow, ...], purpose: str, words: Translator) -> Table:
    """The sheet, with its headings and codes in words."""
    say = words.gettext
    types = {code: say(text) for code, text in CHOICES["type"].items()}
    standings = {code: say(text) for code, (text, _) in STANDINGS.items()}
    written = (
        (number, name, types.get(str(kind), kind), standings.get(str(standing), standing), *rest)
        for number, name, kind, standing, *rest in rows
    )
    known = PURPOSES.get(purpose)
    english = words.language == "en"
    reason = (known.name_en if english else known.name_zh) if known else say(N_("masked"))
    notice = f"{say(N_('Export of the expert pool'))} · {reason}"
    columns = tuple(TableColumn(say(header), 20) for header in HEADERS)
    return Table(say(N_("Experts")), columns, written, (notice,))


async def _export(services: Services, wanted: ExpertQuery, extent: Extent) -> tuple[ExportRow, ...]:
    as_of: date = services.today()
    try:
        return await export_pool(_desk(services), OPERATOR, wanted, extent, as_of)
    finally:
        await services.database.close()


def _desk(services: Services) -> AdmissionDesk:
    return AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )
