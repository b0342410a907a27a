"""My record: all that is stored of a member of the pool, and the ways to change it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import get, post

from expert_pool.admission.changing import start_change
from expert_pool.admission.leaving import OpenSeat
from expert_pool.admission.own_confirmation import confirm_record
from expert_pool.admission.own_declarations import GROUPS, declared_by
from expert_pool.admission.own_record import OwnRecord, read_own_record
from expert_pool.admission.prefilling import prefill_sections
from expert_pool.admission.standing import LEAVE_REASONS
from expert_pool.applications import CLOSED, SectionData
from expert_pool.applications.confirmation import find_confirmation
from expert_pool.applications.sections import typed_rows
from expert_pool.credit import CaseState
from expert_pool.experts import Expert, IntegrityFlag, Standing
from expert_pool.storage.credit_store import load_file
from expert_pool.vocabulary import CodeLists
from selection.storage.open_seats import load_open_seats
from web.application_forms.labels import CHOICES, GROUPS_PLURAL, weekday_words
from web.experts.desk import HOME, Answer, Page, actor_of, desk_of, own_or_none
from web.experts.record_forms import VersionForm
from web.experts.rows_shown import name_of, row_words
from web.experts.tracker import reasons_of
from web.forms import read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator, gettext
from web.visits import visit_of

RECORD: Final = "/my/record"
STANDINGS: Final = {
    Standing.ACTIVE: (N_("In the pool"), "good"),
    Standing.SUSPENDED: (N_("Suspended"), "waiting"),
    Standing.DORMANT: (N_("Dormant"), "waiting"),
    Standing.EXITED: (N_("Left the pool"), "neutral"),
}


FLAGS: Final = {
    IntegrityFlag.RESEARCH_MISCONDUCT: N_("Research misconduct"),
    IntegrityFlag.SERIOUS_DISHONESTY: N_("Serious dishonesty"),
    IntegrityFlag.DISCIPLINE: N_("Disciplinary measure"),
    IntegrityFlag.CRIME: N_("Criminal record"),
}


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """One declaration as the page shows it, with the address to take it back."""

    title: str
    lines: tuple[str, ...]
    path: str = ""


async def own_record(request: PageRequest) -> OwnRecord:
    """The visitor's record.

    Raises:
        ExpertPoolError: `own_record.not_found` for who was never admitted.
    """
    return await read_own_record(desk_of(request), actor_of(request))


async def open_seats(request: PageRequest, own: OwnRecord) -> tuple[OpenSeat, ...]:
    """The seats that the visitor holds on panels to come."""
    services = services_of(request)
    async with services.database.read() as session:
        return await load_open_seats(session, own.id, services.today())


async def find_unanswered(request: PageRequest, own: OwnRecord) -> date | None:
    """Until when the visitor may answer to the own integrity file; None where nothing waits."""
    services = services_of(request)
    async with services.database.read() as session:
        cases = [it.case for it in await load_file(session, own.id)]
    terms = [
        it.answer_until
        for it in cases
        if it is not None and it.state is CaseState.TOLD and it.answered_at is None
    ]
    today = services.today()
    return min((it for it in terms if it is not None and it >= today), default=None)


@get(RECORD, name="experts.record")
async def show_record(request: PageRequest) -> Page:
    """Everything stored about the visitor as a member, with the sensitive numbers masked."""
    own, dossier = await own_record(request), await own_or_none(request)
    visitor = visit_of(request).visitor
    return render(
        request,
        "experts/record.html",
        own=own,
        person=person_rows(request, own),
        contact=_contact_rows(own),
        groups=record_groups(request, own.record.expert),
        declared={group: declared_rows(request, own, group) for group in GROUPS},
        declarations=declaration_rows(own),
        leave_reasons=leave_words(),
        weekdays=weekday_words(own.record.expert.weekdays_away),
        plural=GROUPS_PLURAL,
        standing=STANDINGS[own.record.expert.standing],
        confirmation=find_confirmation(own.record.expert, services_of(request).policy),
        today=services_of(request).today(),
        seats=await open_seats(request, own),
        answer_until=await find_unanswered(request, own),
        under_way=dossier is not None and dossier.record.application.state not in CLOSED,
        refused=dossier if dossier and reasons_of(dossier) else None,
        reasons=reasons_of(dossier) if dossier else (),
        sign_in=visitor.email if visitor else "",
    )


def person_rows(request: PageRequest, own: OwnRecord) -> tuple[tuple[str, str], ...]:
    """Who the person is, in words; the number of the document is masked."""
    expert, lists, words = own.record.expert, services_of(request).lists, current_translator()
    retirement = expert.retirement
    age = f"{retirement.age} · {retirement.document}" if retirement else ""
    return (
        (gettext(N_("Expert no.")), str(own.record.number or "")),
        (gettext(N_("Name")), expert.name),
        (gettext(N_("Sex")), gettext(CHOICES["sex"][expert.sex])),
        (gettext(N_("Date of birth")), words.date(expert.birth_date)),
        (gettext(N_("Number of the document")), own.masked.get("identity_number", "")),
        (gettext(N_("Expert type")), gettext(CHOICES["type"].get(expert.type, expert.type))),
        (gettext(N_("Where you work")), name_of(lists.divisions, expert.division, lists)),
        (gettext(N_("Kind of your present employer")), gettext(CHOICES["sector"][expert.sector])),
        (gettext(N_("Own statutory retirement age")), age),
        (gettext(N_("In financial work since")), words.date(expert.financial_work_since)),
        (gettext(N_("Disciplines")), gettext(N_(", ")).join(_disciplines(expert, lists))),
        (gettext(N_("In the pool since")), words.date(expert.admitted_on)),
        (gettext(N_("Data confirmed on")), words.date(expert.confirmed_on)),
    )


def _disciplines(expert: Expert, lists: CodeLists) -> list[str]:
    return [name_of(lists.disciplines, code, lists) for code in expert.disciplines]


def _contact_rows(own: OwnRecord) -> tuple[tuple[str, str], ...]:
    return (
        (gettext(N_("Telephone number")), own.masked.get("phone", "")),
        (gettext(N_("E-mail address for work")), own.record.email),
    )


def record_groups(
    request: PageRequest, expert: Expert
) -> tuple[tuple[str, str, tuple[DeclaredRow, ...]], ...]:
    """What registrars verified, group by group: name, words, rows."""
    sections = prefill_sections(expert, str)
    verified = {
        "titles": [one.verified for one in expert.titles],
        "qualifications": [one.verified for one in expert.qualifications],
        "honours": [one.verified for one in expert.honours],
    }
    groups = []
    for name in ("employments", "titles", "qualifications", "honours", "fields"):
        rows = [row for data in sections.values() for row in typed_rows(data, name)]
        marks = verified.get(name, [])
        shown = tuple(
            _shown(request, name, row, _mark(marks, number)) for number, row in enumerate(rows)
        )
        groups.append((name, gettext(GROUPS_PLURAL[name]), shown))
    return tuple(groups)


def _mark(verified: list[bool], number: int) -> str:
    if number >= len(verified):
        return ""
    return gettext(N_("Verified") if verified[number] else N_("Not verified"))


def _shown(request: PageRequest, group: str, row: SectionData, mark: str = "") -> DeclaredRow:
    title, lines = row_words(group, row, services_of(request).lists)
    return DeclaredRow(title, (*lines, mark) if mark else lines)


def declared_rows(request: PageRequest, own: OwnRecord, group: str) -> tuple[DeclaredRow, ...]:
    """What the person declared to be kept out of."""
    rows = declared_by(own.record.expert, group)
    made = ((key, _shown(request, group, row)) for key, row in rows.items())
    return tuple(
        DeclaredRow(one.title, one.lines, f"{RECORD}/declared/{group}/{key}") for key, one in made
    )


def declaration_rows(own: OwnRecord) -> tuple[tuple[str, str], ...]:
    """What was pledged and consented to, in which version, and what is on record."""
    expert = own.record.expert
    declared = expert.declarations
    yes, no = gettext(N_("Yes")), gettext(N_("No"))
    return (
        (gettext(N_("Version of the pledge")), declared.pledge_version),
        (gettext(N_("Version of the consent")), declared.consent_version),
        (gettext(N_("Version of the separate consent")), declared.sensitive_consent),
        (
            gettext(N_("I have the time, the energy and the health for reviews.")),
            yes if declared.time_and_health else no,
        ),
        (
            gettext(N_("I know the rules of science funding (financial experts).")),
            yes if declared.funding_rules else no,
        ),
        (gettext(N_("Certificates on file")), str(expert.certificates)),
        (
            gettext(N_("Records that bar the pool")),
            gettext(N_(", ")).join(gettext(FLAGS[flag]) for flag in sorted(expert.integrity_flags))
            or gettext(N_("None")),
        ),
    )


def leave_words() -> dict[str, str]:
    """The reasons of a leave by their codes."""
    english = current_translator().language == "en"
    return {code: one.name_en if english else one.name_zh for code, one in LEAVE_REASONS.items()}


@post(f"{RECORD}/confirm", name="experts.record.confirm")
async def do_confirm(request: PageRequest) -> Answer:
    """Note that everything on the page is still right."""
    version = (await read_form(request, VersionForm)).right.version
    today = services_of(request).today()
    await confirm_record(desk_of(request), actor_of(request), version, today)
    notice = N_("Thank you. The day of your confirmation is noted.")
    return redirect(request, RECORD, notice=notice)


@post(f"{RECORD}/change", name="experts.record.change")
async def do_start_change(request: PageRequest) -> Answer:
    """Begin a change of what registrars verified, or go on with the one that is open."""
    version = (await read_form(request, VersionForm)).right.version
    now = services_of(request).now()
    await start_change(desk_of(request), actor_of(request), version, now)
    return redirect(request, HOME)


ROUTES = (show_record, do_confirm, do_start_change)
