"""What the pages of an application share: the desk, and the visitor's own application."""

from litestar import Response
from litestar.response import Redirect

from expert_pool.admission.changing import CHANGE
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Dossier, Edit, read_current
from expert_pool.applications import Section
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from web.services import PageRequest, services_of
from web.visits import visit_of

Page = Response[str]
Answer = Page | Redirect
HOME = "/application"
CHECK = "/application/check"
UNPROCESSABLE = 422
CONFLICT = 409
MEANWHILE = "application.changed_meanwhile"


def desk_of(request: PageRequest) -> AdmissionDesk:
    """What acts on applications work with."""
    services = services_of(request)
    return AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )


def actor_of(request: PageRequest) -> Actor:
    """The visitor as an expert, for the log."""
    return visit_of(request).acting_as(Role.EXPERT)


def asked_of(dossier: Dossier) -> tuple[Section, ...]:
    """The sections that an application asks for: a change leaves the declarations alone."""
    change = dossier.record.source == CHANGE
    return tuple(one for one in Section if not (change and one is Section.RELATIONS))


async def own_or_none(request: PageRequest) -> Dossier | None:
    """The visitor's application, if one was begun."""
    services = services_of(request)
    return await read_current(desk_of(request), actor_of(request), services.today())


async def own(request: PageRequest) -> Dossier:
    """The visitor's application.

    Raises:
        ExpertPoolError: `application.not_found` before it is begun.
    """
    dossier = await own_or_none(request)
    if dossier is None:
        raise ExpertPoolError("application.not_found")
    return dossier


async def own_editable(request: PageRequest) -> Dossier:
    """The visitor's application while it can be changed.

    Raises:
        ExpertPoolError: `application.not_found` or `application.not_open_for_changes`.
    """
    dossier = await own(request)
    if not dossier.editable:
        raise ExpertPoolError("application.not_open_for_changes")
    return dossier


async def edit_of(request: PageRequest, dossier: Dossier) -> Edit:
    """The version that the form was made from; a form without one is out of date."""
    sent = str((await request.form()).get("version", ""))
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0  # noqa: PLR2004
    return Edit(dossier.record.id, version)


async def sent_text(request: PageRequest, name: str) -> str:
    """One plain value of a form, such as which button was pressed."""
    return str((await request.form()).get(name, ""))


def back_of(request: PageRequest) -> str:
    """Where the back link and a finished page lead: the check page, if one came from there."""
    return CHECK if request.query_params.get("from") == "check" else HOME


def query_of(request: PageRequest) -> str:
    """What has to be carried on in addresses so that one gets back to the check page."""
    return "?from=check" if request.query_params.get("from") == "check" else ""
