"""One case: its data, credentials, findings and look-alikes, and who has it in hand."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.admission.case_file import CaseFile, read_case
from expert_pool.admission.own_application import Edit
from expert_pool.admission.private_reading import PURPOSES, read_of_application
from expert_pool.admission.verifying import release_case, take_case
from expert_pool.applications import (
    DECLINE_REASONS,
    RETURN_REASONS,
    Act,
    Section,
    Sections,
    State,
)
from expert_pool.applications.verification import (
    CREDIT_METHODS,
    CREDIT_OUTCOMES,
    CREDIT_REASONS,
    METHODS,
    OUTCOMES,
    RETIREMENT,
)
from expert_pool.findings import Finding
from expert_pool.storage.application_store import CheckRecord
from expert_pool.vocabulary import CodeLists
from web.forms import Form, blank, read_form
from web.pages import redirect, render
from web.registrars.changes_shown import changes_shown
from web.registrars.desk import (
    UNPROCESSABLE,
    Page,
    VersionForm,
    actor_of,
    desk_of,
    named,
    options_of,
)
from web.registrars.private_form import FIELDS, ReadForm, field_options
from web.registrars.values_shown import (
    GroupShown,
    credential_name,
    row_shown,
    sections_shown,
    staff_label,
)
from web.registrars.words import DECISIONS, SECTIONS, SOURCES, STATES
from web.registrars.words import OUTCOMES as OUTCOME_KINDS
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

_CLAIMS = frozenset({"titles", "qualifications", "honours", "credentials"})


async def case_of(request: PageRequest, application_id: UUID) -> CaseFile:
    """The case that an address names."""
    today = services_of(request).today()
    return await read_case(desk_of(request), actor_of(request), application_id, today)


@get("/cases/{application_id:uuid}", name="registrars.case")
async def show_case(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """The whole case beside what can be done with it."""
    case = await case_of(request, application_id)
    return case_page(request, case, blank(ReadForm))


def case_page(request: PageRequest, case: CaseFile, form: Form[ReadForm], **more: object) -> Page:
    """The page of a case; `read` holds a number that was just opened."""
    services, context = services_of(request), case_context(request, case)
    status = UNPROCESSABLE if form.errors else 200
    return render(
        request,
        "registrars/case.html",
        status_code=status,
        form=form,
        sections=_sections(case, services.lists),
        changes=changes_shown(case.former, case.sections, services.lists) if case.former else (),
        credentials=[
            (one, *credential_words(request, one.place, one.data)) for one in case.credentials
        ],
        decisions=[_decision(check) for check in case.checks],
        purposes=options_of(PURPOSES),
        fields=[(name, words) for name, words in field_options() if name in case.person.masked],
        **{"read": None, **context, **more},
    )


def _sections(case: CaseFile, lists: CodeLists) -> Mapping[str, tuple[GroupShown, ...]]:
    """The sections in words; a member's declarations stand in the record, not in a change of it."""
    shown = sections_shown(_as_known(case), case.person.masked, lists)
    left_out = SECTIONS[Section.RELATIONS] if case.former else ""
    return {title: groups for title, groups in shown.items() if title != left_out}


def _as_known(case: CaseFile) -> Sections:
    """The sections, without a typed birth date where the number itself tells it."""
    if not case.person.derived:
        return case.sections
    person = {
        name: value
        for name, value in case.sections[Section.IDENTITY].items()
        if name != "birth_date"
    }
    return {**case.sections, Section.IDENTITY: person}


def case_context(request: PageRequest, case: CaseFile) -> Mapping[str, object]:
    """What every page of a case shows around its own content."""
    life = case.record.application
    visitor = str(visit_of(request).account_id())
    return {
        "case": case,
        "name": case.sections[Section.IDENTITY].get("name", ""),
        "states": STATES,
        "sources": SOURCES,
        "outcomes": {
            code: (named(one), OUTCOME_KINDS[code])
            for code, one in {**OUTCOMES, **CREDIT_OUTCOMES}.items()
        },
        "methods": {code: named(one) for code, one in {**METHODS, **CREDIT_METHODS}.items()},
        "records": {code: named(one) for code, one in CREDIT_REASONS.items()},
        "mine": life.first_registrar == visitor,
        "acts": {act.value for act in case.permitted},
        "policy": services_of(request).policy,
        "advice": life.recommendation,
        "blocked": _blocked(case, visitor),
        **_findings(request, case),
    }


def _findings(request: PageRequest, case: CaseFile) -> Mapping[str, object]:
    """The findings, with the names of credentials in place of `titles.0`, and the pending ones."""
    names = {
        one.place: credential_words(request, one.place, one.data)[0] for one in case.credentials
    }
    unchecked = frozenset(one.place for one in case.credentials if one.verification is None)
    codes = frozenset(
        str(one.data.get("code", "")) for one in case.credentials if one.verification is None
    )
    named_ones = [(one, _with_names(one, names)) for one in case.findings]
    return {
        "findings": tuple(shown for _, shown in named_ones),
        "pending": frozenset(
            shown for one, shown in named_ones if _waits_for_check(one, unchecked, codes)
        ),
    }


def _with_names(finding: Finding, names: Mapping[str, str]) -> Finding:
    params = tuple(
        (key, names.get(str(value), value) if key == "credential" else value)
        for key, value in finding.params
    )
    return replace(finding, params=params)


def _waits_for_check(finding: Finding, unchecked: frozenset[str], codes: frozenset[str]) -> bool:
    """Whether a finding only says that nobody has looked yet: it blocks, and accuses nobody."""
    if finding.code == "VER-02.credential_unchecked":
        return True
    if not finding.code.endswith("_unverified"):
        return False
    claimed = {
        code for key, value in finding.params if key in _CLAIMS for code in str(value).split(",")
    }
    return bool(claimed & codes) or (finding.rule_id == "ELG-03" and RETIREMENT in unchecked)


def _blocked(case: CaseFile, visitor: str) -> str:
    """Why this registrar can do nothing although the case is open, as a code with a sentence."""
    life = case.record.application
    if life.applicant == visitor:
        return "VER-01.own_application"
    if life.entered_by == visitor:
        return "VER-01.entered_by_same_person"
    if life.state is State.FIRST_CHECK and life.first_registrar != visitor:
        return "application.taken_by_other"
    second = life.state is State.SECOND_CHECK and Act.ADMIT not in case.permitted
    return "VER-01.same_registrar" if second else ""


def credential_words(
    request: PageRequest, place: str, data: Mapping[str, object]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A credential's name, and what the applicant says about it."""
    lists = services_of(request).lists
    name, group = credential_name(place, data, lists), place.partition(".")[0]
    return name, row_shown(group, data, lists).rows if "." in place else ()


def _decision(check: CheckRecord) -> tuple[CheckRecord, str, tuple[str, ...]]:
    """A check in words: the decision and its reasons."""
    words = gettext(DECISIONS[check.outcome])
    if check.outcome == "return":
        return check, words, tuple(_returned(reason) for reason in check.reasons)
    reasons = tuple(
        named(DECLINE_REASONS[code])
        for code in check.reasons
        if isinstance(code, str) and code in DECLINE_REASONS
    )
    return check, words, reasons


def _returned(reason: object) -> str:
    """A field that was sent back, in words."""
    found: Mapping[str, object] = reason if isinstance(reason, Mapping) else {}
    field, code = str(found.get("field", "")), str(found.get("reason", ""))
    group, _, rest = field.partition(".")
    label = staff_label(group) if rest else staff_label(field)
    words = named(RETURN_REASONS[code]) if code in RETURN_REASONS else code
    section = gettext(SECTIONS[str(found.get("section", ""))])
    return f"{section} – {label}: {words} {found.get('text', '')}".strip()


@post("/cases/{application_id:uuid}/take", name="registrars.take")
async def do_take(request: PageRequest, application_id: FromPath[UUID]) -> Redirect:
    """Begin the first check."""
    form = await read_form(request, VersionForm)
    edit = Edit(application_id, form.right.version)
    await take_case(desk_of(request), actor_of(request), edit)
    return redirect(request, f"/cases/{application_id}", notice=N_("The case is yours."))


@post("/cases/{application_id:uuid}/release", name="registrars.release")
async def do_release(request: PageRequest, application_id: FromPath[UUID]) -> Redirect:
    """Give the case back to the queue."""
    form = await read_form(request, VersionForm)
    edit = Edit(application_id, form.right.version)
    await release_case(desk_of(request), actor_of(request), edit)
    return redirect(request, "/cases", notice=N_("The case is back in the queue."))


@post("/cases/{application_id:uuid}/read", name="registrars.read_number")
async def do_read(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """Show one number in full, once, for a purpose that goes into the log."""
    form = await read_form(request, ReadForm)
    case = await case_of(request, application_id)
    if form.value is None:
        return case_page(request, case, form)
    field, purpose = form.value.field, form.value.purpose
    number = await read_of_application(
        desk_of(request), actor_of(request), application_id, field, purpose
    )
    return case_page(request, case, blank(ReadForm), read=(gettext(FIELDS[field]), number))


ROUTES = (show_case, do_take, do_release, do_read)
