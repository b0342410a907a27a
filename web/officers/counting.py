"""From the form in hand to its live count; what is typed by name never gets this far."""

from collections.abc import Mapping
from typing import Final

from expert_pool.errors import ExpertPoolError
from selection.requesting import LiveCount, fill_attributes
from selection.storage.project_store import Project, load_projects
from web.officers.desks import counts_of
from web.officers.request_form import (
    CriteriaForm,
    bare_criteria,
    check_typed,
    countable,
    projects_of,
)
from web.services import PageRequest, services_of

_DECIDE_THE_PANEL: Final = frozenset({"seats", "employer_cap", "quotas"})


async def count_live(
    request: PageRequest, typed: Mapping[str, tuple[str, ...]]
) -> LiveCount | None:
    """The live count of what stands in a form; none while the form can't be counted."""
    services = services_of(request)
    form = check_typed(countable(typed, services.today()), CriteriaForm)
    if form.value is None or form.value.activity not in services.lists.activities:
        return None
    criteria = bare_criteria(form.value, services.lists)
    projects: tuple[Project, ...] = ()
    if chosen := projects_of(typed):
        async with services.database.read() as session:
            projects = await load_projects(session, chosen)
    try:
        live = await counts_of(request).count(fill_attributes(criteria, projects))
        return live if _is_whole(typed) else LiveCount(live.panel, live.quotas, judged=False)
    except ExpertPoolError:  # A code that no list has; the form says so beside its field.
        return None


def _is_whole(typed: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether seats and quotas count as typed, not as the usual values in their place."""
    wrong = check_typed(typed, CriteriaForm).errors
    return not any(name.partition("-")[0] in _DECIDE_THE_PANEL for name in wrong)
