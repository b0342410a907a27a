"""The decisions on a case, each on a page of its own: advice, return, refusal, admission."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from pydantic import Field

from expert_pool.admission.admitting import admit_case
from expert_pool.admission.case_file import CaseFile
from expert_pool.admission.own_application import Edit
from expert_pool.admission.verifying import Opinion, decline_case, recommend, return_case
from expert_pool.applications import (
    DECLINE_REASONS,
    OVERRIDE_REASONS,
    RETURN_REASONS,
    Override,
    Recommendation,
    ReturnedField,
    Section,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Severity
from expert_pool.policy import OverrideBy, Policy
from web.forms import Form, FormModel, Several, blank, read_form
from web.pages import redirect, render
from web.registrars.case import case_context, case_of
from web.registrars.desk import UNPROCESSABLE, Answer, Page, actor_of, desk_of, options_of
from web.registrars.values_shown import Returnable, returnable
from web.registrars.words import SECTIONS
from web.services import PageRequest, services_of
from web.translation import N_, gettext


class AdviceForm(FormModel):
    """What the first registrar advises."""

    version: int = Field(ge=0, lt=2**31)
    advice: Recommendation = Field(title=N_("Your advice"))
    reasons: Several = Field(default=(), title=N_("Reasons to decline"))
    text: str = Field(default="", title=N_("Explanation"), max_length=2000)


class DeclineForm(FormModel):
    """Why an application is declined."""

    version: int = Field(ge=0, lt=2**31)
    reasons: Several = Field(title=N_("Reasons to decline"), min_length=1)
    text: str = Field(title=N_("Explanation for the applicant"), min_length=2, max_length=2000)


class Item(FormModel):
    """One field of the list; it goes back where a reason was chosen."""

    section: str = Field(max_length=40)
    field: str = Field(max_length=80)
    reason: str = Field(default="", title=N_("Reason"), max_length=40)
    text: str = Field(default="", title=N_("What to do"), max_length=300)


class ReturnForm(FormModel):
    """Which fields go back."""

    version: int = Field(ge=0, lt=2**31)
    items: tuple[Item, ...] = Field(default=(), title=N_("Fields"), max_length=400)


class Waiver(FormModel):
    """A rule that the second registrar may overrule, and why."""

    rule: str = Field(max_length=20)
    reason: str = Field(default="", title=N_("Reason to overrule"), max_length=40)


class AdmitForm(FormModel):
    """Admission, with rules overruled."""

    version: int = Field(ge=0, lt=2**31)
    waivers: tuple[Waiver, ...] = Field(default=(), max_length=40)


def overrulable(case: CaseFile, policy: Policy) -> tuple[str, ...]:
    """The rules with a hard finding that the policy lets a registrar overrule."""
    rules = dict.fromkeys(
        finding.rule_id for finding in case.findings if finding.severity is Severity.HARD
    )
    return tuple(
        rule
        for rule in rules
        if rule in policy.rules and policy.rules[rule].override_by is OverrideBy.VERIFIER
    )


@get("/cases/{application_id:uuid}/recommend", name="registrars.recommend")
async def show_recommend(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """The end of the first check."""
    return _page(request, "recommend", await case_of(request, application_id), blank(AdviceForm))


@post("/cases/{application_id:uuid}/recommend", name="registrars.recommend.post")
async def do_recommend(request: PageRequest, application_id: FromPath[UUID]) -> Answer:
    """Pass the case on to the second registrar."""
    form = await read_form(request, AdviceForm)
    case = await case_of(request, application_id)
    if form.value is None:
        return _page(request, "recommend", case, form)
    sent, edit = form.value, Edit(application_id, form.value.version)
    opinion = Opinion(sent.reasons, sent.text)
    try:
        await recommend(desk_of(request), actor_of(request), edit, sent.advice, opinion)
    except ExpertPoolError as refused:
        return _page(request, "recommend", case, form.refused_by(refused, _beside(refused)))
    return redirect(request, "/cases", notice=N_("The case waits for the second check."))


@get("/cases/{application_id:uuid}/decline", name="registrars.decline")
async def show_decline(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """The refusal, with what the first registrar wrote as a start."""
    case = await case_of(request, application_id)
    advised = next((one for one in case.checks if one.outcome == "recommend_decline"), None)
    known = {"reasons": advised.reasons, "text": advised.note} if advised else {}
    return _page(request, "decline", case, blank(DeclineForm, known))


@post("/cases/{application_id:uuid}/decline", name="registrars.decline.post")
async def do_decline(request: PageRequest, application_id: FromPath[UUID]) -> Answer:
    """Decline the application."""
    form = await read_form(request, DeclineForm)
    case = await case_of(request, application_id)
    if form.value is None:
        return _page(request, "decline", case, form)
    edit, opinion = (
        Edit(application_id, form.value.version),
        Opinion(form.value.reasons, form.value.text),
    )
    try:
        now = services_of(request).now()
        await decline_case(desk_of(request), actor_of(request), edit, opinion, now)
    except ExpertPoolError as refused:
        return _page(request, "decline", case, form.refused_by(refused, _beside(refused)))
    return redirect(request, "/cases", notice=N_("The application is declined."))


@get("/cases/{application_id:uuid}/return", name="registrars.return")
async def show_return(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """Every field, to choose those that go back."""
    return _page(request, "return", await case_of(request, application_id), blank(ReturnForm))


@post("/cases/{application_id:uuid}/return", name="registrars.return.post")
async def do_return(request: PageRequest, application_id: FromPath[UUID]) -> Answer:
    """Send the chosen fields back to the applicant."""
    form = await read_form(request, ReturnForm)
    case = await case_of(request, application_id)
    if form.value is None:
        return _page(request, "return", case, form)
    returned = tuple(
        ReturnedField(one.section, one.field, one.reason, one.text)
        for one in form.value.items
        if one.reason
    )
    try:
        _refuse_unknown(request, case, returned)
        edit, now = Edit(application_id, form.value.version), services_of(request).now()
        await return_case(desk_of(request), actor_of(request), edit, returned, now)
    except ExpertPoolError as refused:
        return _page(request, "return", case, form.refused_by(refused, _beside(refused)))
    return redirect(request, "/cases", notice=N_("The application is returned."))


def _refuse_unknown(
    request: PageRequest, case: CaseFile, returned: tuple[ReturnedField, ...]
) -> None:
    lists = services_of(request).lists
    offered = {
        (one.section, one.field) for one in returnable(case.sections, case.person.masked, lists)
    }
    if any((one.section, one.field) not in offered for one in returned):
        raise ExpertPoolError("application.returned_fields_missing")


@get("/cases/{application_id:uuid}/admit", name="registrars.admit")
async def show_admit(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """What stands against the admission, and who overruled what."""
    case = await case_of(request, application_id)
    rules = overrulable(case, services_of(request).policy)
    known = {"waivers": tuple({"rule": rule} for rule in rules)}
    return _page(request, "admit", case, blank(AdmitForm, known))


@post("/cases/{application_id:uuid}/admit", name="registrars.admit.post")
async def do_admit(request: PageRequest, application_id: FromPath[UUID]) -> Answer:
    """Admit the applicant."""
    form = await read_form(request, AdmitForm)
    case = await case_of(request, application_id)
    if form.value is None:
        return _page(request, "admit", case, form)
    overrides = tuple(
        Override(one.rule, OverrideBy.VERIFIER, one.reason)
        for one in form.value.waivers
        if one.reason
    )
    edit, now = Edit(application_id, form.value.version), services_of(request).now()
    try:
        expert_id = await admit_case(desk_of(request), actor_of(request), edit, overrides, now)
    except ExpertPoolError as refused:
        return _page(request, "admit", case, form.refused_by(refused))
    return redirect(request, f"/pool/{expert_id}", notice=N_("The expert is in the pool."))


def _beside(refused: ExpertPoolError) -> str:
    """The field that a refusal is about."""
    fields = {
        "application.reason_missing": "reasons",
        "application.reason_unknown": "reasons",
        "application.text_missing": "text",
        "application.recommendation_missing": "advice",
    }
    return fields.get(refused.code, "")


def _grouped(
    items: tuple[Returnable, ...],
) -> list[tuple[str, list[tuple[int, Returnable]]]]:
    """The fields by section, each with its place in the form."""
    numbered = list(enumerate(items))
    return [
        (section.value, [pair for pair in numbered if pair[1].section == section.value])
        for section in Section
    ]


def _page(request: PageRequest, name: str, case: CaseFile, form: Form[Any]) -> Page:
    services = services_of(request)
    items = tuple(returnable(case.sections, case.person.masked, services.lists))
    hard = tuple(one for one in case.findings if one.severity is Severity.HARD)
    return render(
        request,
        f"registrars/{name}.html",
        status_code=UNPROCESSABLE if form.errors else 200,
        form=form,
        item_groups=_grouped(items),
        section_names={code: gettext(words) for code, words in SECTIONS.items()},
        decline_reasons=options_of(DECLINE_REASONS),
        return_reasons=options_of(RETURN_REASONS),
        override_reasons=options_of(OVERRIDE_REASONS),
        waivers=overrulable(case, services.policy),
        barring=tuple(one for one in hard if one.rule_id not in overrulable(case, services.policy)),
        **case_context(request, case),
    )


ROUTES = (
    show_recommend,
    do_recommend,
    show_decline,
    do_decline,
    show_return,
    do_return,
    show_admit,
    do_admit,
)
