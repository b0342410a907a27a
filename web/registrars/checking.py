"""One credential beside its certificate: how it was checked, and what came of it.

Official sites ask for the whole number: it is opened here, for a purpose that goes into the log.
"""

from collections.abc import Mapping
from typing import Final, Literal
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from pydantic import Field

from expert_pool.admission.case_file import CaseFile, CredentialShown
from expert_pool.admission.own_application import Edit
from expert_pool.admission.private_reading import PURPOSES, read_of_application
from expert_pool.admission.verifying import NewVerification, verify_credential
from expert_pool.applications import Method, Outcome
from expert_pool.applications.verification import CREDIT_REASONS, methods_of, outcomes_of
from expert_pool.errors import ExpertPoolError
from expert_pool.vocabulary import SeniorStanding
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.registrars.case import case_context, case_of, credential_words
from web.registrars.desk import UNPROCESSABLE, Answer, Page, actor_of, desk_of, options_of
from web.registrars.private_form import FIELDS, ReadForm, field_options
from web.services import PageRequest, services_of
from web.translation import N_, gettext


class CheckForm(FormModel):
    """Method and result of one check."""

    version: int = Field(ge=0, lt=2**31)
    method: Method = Field(title=N_("How it was checked"))
    outcome: Outcome = Field(title=N_("Result"))
    senior: Literal["yes", "no"] | None = Field(
        default=None, title=N_("Accepted in place of a senior title")
    )
    reason: str = Field(default="", title=N_("Kind of record"), max_length=40)
    note: str = Field(default="", title=N_("Note"), max_length=500)


_OPENING: Final = blank(ReadForm, {"field": "identity_number", "purpose": "official_query"})
_FAULTS: Final[Mapping[str, str]] = {
    "credential.method_not_offered": "method",
    "credential.outcome_not_offered": "outcome",
    "credential.reason_missing": "reason",
    "credential.reason_without_record": "reason",
    "credential.note_missing": "note",
}


def _credential(case: CaseFile, place: str) -> CredentialShown:
    for one in case.credentials:
        if one.place == place:
            return one
    raise ExpertPoolError("credential.not_found")


@get("/cases/{application_id:uuid}/credentials/{place:str}", name="registrars.credential")
async def show_credential(
    request: PageRequest, application_id: FromPath[UUID], place: FromPath[str]
) -> Page:
    """The credential beside its certificates, with the check that counts."""
    case = await case_of(request, application_id)
    return _page(request, case, place, _kept(case, place))


def _kept(case: CaseFile, place: str) -> Form[CheckForm]:
    """The form with the check that counts, where there is one."""
    found = _credential(case, place).verification
    senior = {True: "yes", False: "no"}.get(found.accepted_as_senior) if found else None  # type: ignore[arg-type]
    names = ("method", "outcome", "note", "reason")
    known = {name: getattr(found, name) for name in names} if found else {}
    return blank(CheckForm, {**known, "senior": senior})


@post("/cases/{application_id:uuid}/credentials/{place:str}", name="registrars.verify")
async def do_verify(
    request: PageRequest, application_id: FromPath[UUID], place: FromPath[str]
) -> Answer:
    """Record a check; on to the next credential that has none."""
    form = await read_form(request, CheckForm)
    if form.value is None:
        return _page(request, await case_of(request, application_id), place, form)
    sent = form.value
    senior = None if sent.senior is None else sent.senior == "yes"
    found = NewVerification(place, sent.method, sent.outcome, sent.note, senior, sent.reason)
    edit, now = Edit(application_id, sent.version), services_of(request).now()
    try:
        await verify_credential(desk_of(request), actor_of(request), edit, found, now)
    except ExpertPoolError as refused:
        if refused.code not in _FAULTS:
            raise
        form = form.refused_by(refused, _FAULTS[refused.code])
        return _page(request, await case_of(request, application_id), place, form)
    return await _on_to_the_next(request, application_id)


@post("/cases/{application_id:uuid}/credentials/{place:str}/read", name="registrars.verify.read")
async def do_read_number(
    request: PageRequest, application_id: FromPath[UUID], place: FromPath[str]
) -> Page:
    """Show one number in full beside the check that needs it, once, for a purpose."""
    opening = await read_form(request, ReadForm)
    case = await case_of(request, application_id)
    check = _kept(case, place)
    if opening.value is None:
        return _page(request, case, place, check, opening=opening)
    field, purpose = opening.value.field, opening.value.purpose
    number = await read_of_application(
        desk_of(request), actor_of(request), application_id, field, purpose
    )
    return _page(request, case, place, check, read=(gettext(FIELDS[field]), number))


async def _on_to_the_next(request: PageRequest, application_id: UUID) -> Answer:
    case = await case_of(request, application_id)
    left = [one.place for one in case.credentials if not one.verification]
    path = f"/cases/{application_id}" + (f"/credentials/{left[0]}" if left else "#credentials")
    return redirect(request, path, notice=N_("The check is recorded."))


def _page(
    request: PageRequest,
    case: CaseFile,
    place: str,
    form: Form[CheckForm],
    *,
    opening: Form[ReadForm] = _OPENING,
    read: tuple[str, str] | None = None,
) -> Page:
    credential, lists = _credential(case, place), services_of(request).lists
    title, rows = credential_words(request, place, credential.data)
    code = str(credential.data.get("code", ""))
    qualification = lists.qualifications.get(code) if place.startswith("quali") else None
    return render(
        request,
        "registrars/credential.html",
        status_code=UNPROCESSABLE if form.errors or opening.errors else 200,
        form=form,
        credential=credential,
        title=title,
        rows=rows,
        place=place,
        method_options=options_of(methods_of(place)),
        outcome_options=options_of(outcomes_of(place)),
        reason_options=options_of(CREDIT_REASONS),
        undecided=qualification is not None
        and qualification.technical_senior_eligible is SeniorStanding.REVIEW,
        opening=opening,
        read=read,
        numbers=[(name, words) for name, words in field_options() if name in case.person.masked],
        purposes=options_of(PURPOSES),
        **case_context(request, case),
    )


ROUTES = (show_credential, do_verify, do_read_number)
