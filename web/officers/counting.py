"""From the form in hand to its live count; what is typed by name never gets this far."""

from collections.abc import Mapping

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
        return await counts_of(request).count(fill_attributes(criteria, projects))
    except ExpertPoolError:  # A code that no list has; the form says so beside its field.
        return None
