"""The experts of the pool: searched, sorted, and one by one with everything dated."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from expert_pool.admission.private_fields import PRIVATE_FIELDS
from expert_pool.admission.private_reading import PURPOSES, read_of_expert
from expert_pool.admission.sealing import open_private_data
from expert_pool.admission.standing import LEAVE_REASONS, RESUMPTION_REASONS, SUSPENSION_REASONS
from expert_pool.applications.confirmation import find_confirmation
from expert_pool.eligibility import check_eligibility
from expert_pool.errors import ExpertPoolError
from expert_pool.identity import mask_identity, mask_phone
from expert_pool.policy import Stage
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_search import ExpertOrder, ExpertQuery, search_experts
from expert_pool.storage.expert_store import count_by_standing, load_expert
from expert_pool.vocabulary import CodeLists
from selection.storage.assignment_counts import YearCount, count_past_panels
from web.application_forms.labels import CHOICES, weekday_words
from web.forms import Form, blank, read_form
from web.pages import render
from web.registrars.desk import (
    PAGE_SIZE,
    UNPROCESSABLE,
    Page,
    actor_of,
    asked,
    desk_of,
    last_page,
    options_of,
    page_number,
    query_of,
    sort_of,
)
from web.registrars.private_form import FIELDS, ReadForm, field_options
from web.registrars.standing_forms import LeaveForm, ResumeForm, SuspendForm
from web.registrars.words import STANDINGS
from web.services import PageRequest, services_of
from web.translation import current_translator, gettext

FILTERS: Final = ("words", "employer", "standing", "type", "division", "field")
Shown = tuple[ExpertRecord, tuple[YearCount, ...]]


@get("/pool", name="registrars.pool")
async def show_pool(request: PageRequest) -> Page:
    """The experts that fit the filter; the whole state of the list is in the address."""
    services, number = services_of(request), page_number(request)
    chosen = asked(request, *FILTERS)
    wanted = _query(services.lists, chosen, sort_of(request, set(ExpertOrder), "name"))
    async with services.database.read() as session:
        offset, today = (number - 1) * PAGE_SIZE, services.today()
        found, total = await search_experts(session, wanted, today, limit=PAGE_SIZE, offset=offset)
        counts = await count_by_standing(session)
    return render(
        request,
        "registrars/pool.html",
        experts=found,
        total=total,
        counts=counts,
        number=number,
        last=last_page(total),
        chosen=chosen,
        sort=wanted.sort,
        path=query_of(**chosen, sort=wanted.sort),
        sort_path=query_of(**chosen),
        **_words(services.lists),
    )


def _query(lists: CodeLists, chosen: Mapping[str, str], sort: str) -> ExpertQuery:
    field = chosen["field"]
    known = field in lists.fields
    return ExpertQuery(
        words=chosen["words"],
        employer=chosen["employer"],
        standing=chosen["standing"],
        type=chosen["type"],
        division=chosen["division"],
        field_codes=lists.field_and_below(field) if known else frozenset(),
        sort=sort,
    )


def _words(lists: CodeLists) -> dict[str, Any]:
    """Names in place of codes, and the choices of the filter bar."""
    language = current_translator().language

    def named(name: str) -> dict[str, str]:
        return {code: lists.name(it, language) for code, it in getattr(lists, name).items()}

    return {
        "standings": STANDINGS,
        "types": {code: gettext(words) for code, words in CHOICES["type"].items()},
        "divisions": named("divisions"),
        "titles": named("titles"),
        "qualifications": named("qualifications"),
        "honours": named("honours"),
        "fields": named("fields"),
        "disciplines": named("disciplines"),
        "activities": named("activities"),
        "grounds": named("recusal_grounds"),
        "field_options": [
            (code, f"{'　' * (len(lists.field_path(code)) - 1)}{name}")
            for code, name in named("fields").items()
        ],
    }


async def expert_of(request: PageRequest, expert_id: UUID) -> Shown:
    """An expert with the counts of panels.

    Raises:
        ExpertPoolError: `expert.not_found`.
    """
    services = services_of(request)
    async with services.database.read() as session:
        record = await load_expert(session, expert_id)
        if record is None:
            raise ExpertPoolError("expert.not_found")
        return record, await count_past_panels(session, expert_id, services.today())


@get("/pool/{expert_id:uuid}", name="registrars.expert")
async def show_expert(request: PageRequest, expert_id: FromPath[UUID]) -> Page:
    """One expert."""
    return expert_page(request, await expert_of(request, expert_id))


def expert_page(
    request: PageRequest, shown: Shown, forms: Mapping[str, Form[Any]] | None = None, **more: object
) -> Page:
    """The page of an expert; `forms` are those that were refused."""
    services, (record, counts) = services_of(request), shown
    sent: dict[str, Form[Any]] = {
        "read_form": blank(ReadForm),
        "leave_form": blank(LeaveForm),
        "suspend_form": blank(SuspendForm),
        "resume_form": blank(ResumeForm),
        **(forms or {}),
    }
    wrong = next((form for form in sent.values() if form.errors), blank(ReadForm))
    masked = _masked(request, record)
    return render(
        request,
        "registrars/expert.html",
        status_code=UNPROCESSABLE if wrong.errors else 200,
        form=wrong,
        record=record,
        expert=record.expert,
        masked=masked,
        counts=counts,
        today=services.today(),
        confirmation=find_confirmation(record.expert, services.policy),
        findings=check_eligibility(
            record.expert, services.policy, services.lists, services.today(), stage=Stage.DRAW
        ),
        purposes=options_of(PURPOSES),
        number_fields=[(name, words) for name, words in field_options() if masked.get(name)],
        suspension_reasons=options_of(SUSPENSION_REASONS),
        resumption_reasons=options_of(RESUMPTION_REASONS),
        leave_reasons=options_of(LEAVE_REASONS),
        weekdays=weekday_words(record.expert.weekdays_away),
        choices=CHOICES,
        **{"read": None, **more},
        **sent,
        **_words(services.lists),
    )


def _masked(request: PageRequest, record: ExpertRecord) -> dict[str, str]:
    """Identity and telephone number as the page shows them."""
    private = open_private_data(services_of(request).cipher, UUID(record.expert.id), record.sealed)
    shown = {
        "identity_number": mask_identity(private.identity_number),
        "phone": mask_phone(private.phone),
    }
    return {name: value for name, value in shown.items() if name in PRIVATE_FIELDS and value}


@post("/pool/{expert_id:uuid}/read", name="registrars.expert.read_number")
async def do_read(request: PageRequest, expert_id: FromPath[UUID]) -> Page:
    """Show one number in full, once, for a purpose that goes into the log."""
    form = await read_form(request, ReadForm)
    shown = await expert_of(request, expert_id)
    if form.value is None:
        return expert_page(request, shown, {"read_form": form})
    field, purpose = form.value.field, form.value.purpose
    number = await read_of_expert(desk_of(request), actor_of(request), expert_id, field, purpose)
    return expert_page(request, shown, read=(gettext(FIELDS[field]), number))


ROUTES = (show_pool, show_expert, do_read)
