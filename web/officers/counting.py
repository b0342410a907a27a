"""From the form in hand to its live count; what is typed by name never gets this far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError
from selection.requesting import LiveCount, ask_count, fill_attributes
from selection.requests import PanelRequest
from selection.storage.project_store import Project, load_projects
from web.officers.desks import actor_of, asked_of, counts_of, desk_of
from web.officers.request_form import (
    CriteriaForm,
    bare_criteria,
    check_typed,
    countable,
    projects_of,
)
from web.services import PageRequest, services_of
from web.translation import current_translator

_DECIDE_THE_PANEL: Final = frozenset({"conditions", "seats", "employer_cap", "quotas"})


@dataclass(frozen=True, slots=True)
class Counted:
    """The live count of a form, or why there is none."""

    live: LiveCount | None = None
    refused: str = ""


async def count_live(
    request: PageRequest, request_id: UUID, typed: Mapping[str, tuple[str, ...]]
) -> Counted:
    """The live count of what stands in a form; none while the form can't be counted."""
    services = services_of(request)
    form = check_typed(countable(typed, services.today()), CriteriaForm)
    if form.value is None or form.value.activity not in services.lists.activities:
        return Counted()
    criteria = bare_criteria(form.value, services.lists)
    projects: tuple[Project, ...] = ()
    if chosen := projects_of(typed):
        async with services.database.read() as session:
            projects = await load_projects(session, chosen)
    counted = await count_saved(request, request_id, fill_attributes(criteria, projects))
    if counted.live is None or _is_whole(typed):
        return counted
    return Counted(LiveCount(counted.live.panel, counted.live.quotas, judged=False))


async def count_saved(request: PageRequest, request_id: UUID, panel: PanelRequest) -> Counted:
    """The live count of readable criteria; names in them change nothing."""
    draft = (actor_of(request), request_id)
    asked = (desk_of(request), counts_of(request), asked_of(request), draft)
    try:
        return Counted(await ask_count(*asked, panel))
    except SelectionError as error:
        if error.code != "count.too_many":
            raise
        return Counted(refused=current_translator().error(error))
    except ExpertPoolError:  # A code that no list has; the form says so beside its field.
        return Counted()


def _is_whole(typed: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether seats and quotas count as typed, not as the usual values in their place."""
    wrong = check_typed(typed, CriteriaForm).errors
    return not any(name.partition("-")[0] in _DECIDE_THE_PANEL for name in wrong)
