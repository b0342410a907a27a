"""Cases for those who decide and those who audit: the worklist, one case, and each step on it."""

from collections.abc import Awaitable, Mapping
from typing import Annotated, Final, TypeAlias
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.credit import (
    CLOSED,
    CaseAct,
    CaseState,
    Decision,
    Measure,
    offered,
    term_of,
)
from expert_pool.crediting.answering import enter_answer, tell_on_paper
from expert_pool.crediting.deciding import confirm, decide, refuse, withdraw
from expert_pool.crediting.holding import Seen
from expert_pool.crediting.lifting import ask_lift, keep, lift
from expert_pool.crediting.notes import LONGEST
from expert_pool.crediting.reading import CaseFile, list_worklist, read_case, states_of
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import Policy
from web.credit.words import MEASURES, WORDS, measure_words
from web.forms import Day, Form, FormModel, blank, read_form
from web.forms import refuse as refuse_field
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

LIST: Final = "/credit"
PAGE_SIZE: Final = 50
UNPROCESSABLE: Final = 422
_Answer: TypeAlias = Response[str] | Redirect
_NOTICES: Final[Mapping[str, str]] = {
    "told": N_("The notice is noted; the term to answer runs."),
    "answer": N_("The answer is entered."),
    "decide": N_("The decision is kept. An approver confirms or refuses it."),
    "confirm": N_("The decision is confirmed. The expert is told."),
    "refuse": N_("The decision is refused."),
    "withdraw": N_("The case is withdrawn. The expert is told."),
    "ask_lift": N_("The early end is asked for. An approver decides on it."),
    "lift": N_("The measure is ended. The expert is told."),
    "keep": N_("The measure stands until its day."),
}
_BESIDE: Final[Mapping[str, str]] = {
    "credit.reasons_missing": "words",
    "credit.text_too_long": "words",
    "credit.answer_missing": "answer",
    "credit.day_to_come": "day",
    "credit.day_before_event": "day",
    "credit.day_before_case": "day",
    "EVA-06.measure_not_offered": "measure",
    "EVA-06.term_out_of_range": "months",
}


def _check_step(text: str) -> str:
    return text if text in _NOTICES else refuse_field("form.not_offered")


class StepForm(FormModel):
    """One step on a case, in the version that the page showed."""

    version: int = Field(ge=0, lt=2**31)
    step: Annotated[str, AfterValidator(_check_step)] = Field(title=N_("How you decide"))
    measure: str = Field(default="", title=N_("Measure"), max_length=40)
    months: int | None = Field(default=None, title=N_("For how many months"), ge=0, le=1200)
    day: Day | None = Field(default=None, title=N_("Handed over on"))
    answer: str = Field(default="", title=N_("Answer of the expert"), max_length=LONGEST)
    words: str = Field(default="", title=N_("Reasons"), max_length=LONGEST)


class DecideForm(StepForm):
    """A decision: a measure, and why."""

    measure: str = Field(title=N_("Measure"), max_length=40)
    words: str = Field(title=N_("Reasons"), max_length=LONGEST)


class ReasonsForm(StepForm):
    """A step that needs reasons."""

    words: str = Field(title=N_("Reasons"), max_length=LONGEST)


class ToldForm(StepForm):
    """The day on which the notice was handed over."""

    day: Day = Field(title=N_("Handed over on"))


class PaperForm(StepForm):
    """An answer that was given on paper."""

    answer: str = Field(title=N_("Answer of the expert"), max_length=LONGEST)


_MODELS: Final[Mapping[str, type[StepForm]]] = {
    "decide": DecideForm,
    "ask_lift": ReasonsForm,
    "withdraw": ReasonsForm,
    "told": ToldForm,
    "answer": PaperForm,
}


@get(LIST, name="credit.list")
async def show_list(
    request: PageRequest, show: FromQuery[str] = "own", page: FromQuery[int] = 1
) -> Response[str]:
    """Cases by whose step is next; no names."""
    number, actor = min(max(page, 1), 10_000), visit_of(request).actor
    tabs = _tabs(str(actor.role))
    chosen = show if show in tabs else next(iter(tabs))
    async with services_of(request).database.read() as session:
        limits = (PAGE_SIZE, (number - 1) * PAGE_SIZE)
        lines, total = await list_worklist(session, actor, tabs[chosen], limits)
    return render(
        request,
        "credit/list.html",
        lines=lines,
        total=total,
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
        tabs=[(name, _TABS[name]) for name in tabs],
        chosen=chosen,
        role=str(actor.role),
        **WORDS,
    )


_TABS: Final[Mapping[str, str]] = {
    "own": N_("For you"),
    "open": N_("All that are open"),
    "force": N_("Measure in force"),
    "over": N_("Over"),
}


def _tabs(role: str) -> dict[str, tuple[CaseState, ...]]:
    stands = (CaseState.IN_FORCE, CaseState.LIFT_ASKED)
    rest = tuple(state for state in CaseState if state not in {*CLOSED, *stands})
    tabs = {"own": states_of(role), "open": rest, "force": stands, "over": tuple(sorted(CLOSED))}
    return tabs if tabs["own"] else {name: it for name, it in tabs.items() if name != "own"}


@get(LIST + "/{case_id:uuid}", name="credit.case")
async def show_case(request: PageRequest, case_id: FromPath[UUID]) -> Response[str]:
    """One case with everything that was written; the look is logged."""
    found = await _read(request, case_id)
    proposed = found.case.proposed.value
    typed = {"measure": proposed, "months": found.case.proposed_months or ""}
    return _page(request, found, blank(_MODELS.get(_step_of(found), StepForm), typed))


@post(LIST + "/{case_id:uuid}", name="credit.case.post")
async def do_step(request: PageRequest, case_id: FromPath[UUID]) -> _Answer:
    """One step by whose turn it is."""
    sent = str((await request.form()).get("step", ""))
    form = await read_form(request, _MODELS.get(sent, StepForm))
    if form.value is None:
        return _page(request, await _read(request, case_id), form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        async with services.database.transaction() as session:
            await _act(session, actor, case_id, form.value, services.policy)
    except ExpertPoolError as error:
        if error.code not in _BESIDE:
            raise
        wrong = form.refused_by(error, _BESIDE[error.code])
        return _page(request, await _read(request, case_id), wrong, UNPROCESSABLE)
    return redirect(request, LIST, _NOTICES[form.value.step])


def _step_of(found: CaseFile) -> str:
    """The step that the page offers; empty where it is another one, or a choice."""
    may = found.shown.permitted
    if may & {CaseAct.DECIDE, CaseAct.DECIDE_AGAIN}:
        return "decide"
    offers = {
        CaseAct.ASK_LIFT: "ask_lift",
        CaseAct.WITHDRAW: "withdraw",
        CaseAct.TELL_ON_PAPER: "told",
    }
    waits = found.case.state is CaseState.TOLD
    return next((step for act, step in offers.items() if act in may), "answer" if waits else "")


async def _act(
    session: AsyncSession, actor: Actor, case_id: UUID, value: StepForm, policy: Policy
) -> None:
    seen = Seen(case_id, value.version)
    given = (session, actor, seen)
    acts: dict[str, Awaitable[object]] = {}
    if value.step == "decide":
        acts[value.step] = decide(*given, _decision(value, policy), value.words)
    elif isinstance(value, ToldForm):
        acts[value.step] = tell_on_paper(*given, value.day)
    elif value.step == "answer":
        acts[value.step] = enter_answer(*given, value.answer)
    elif value.step in _WITH_WORDS:
        acts[value.step] = _WITH_WORDS[value.step](*given, value.words)
    else:
        acts[value.step] = _PLAIN[value.step](*given)
    await acts[value.step]


_WITH_WORDS: Final = {
    "confirm": confirm,
    "refuse": refuse,
    "withdraw": withdraw,
    "ask_lift": ask_lift,
}
_PLAIN: Final = {"lift": lift, "keep": keep}


def _decision(value: StepForm, policy: Policy) -> Decision:
    """What was chosen; where the rule leaves no choice of months, they are its own."""
    if value.measure not in set(Measure):
        raise ExpertPoolError("EVA-06.measure_not_offered")
    measure = Measure(value.measure)
    term = term_of(measure, policy)
    fixed = term.fewest == term.most
    return Decision(measure, term.most if fixed else value.months or 0)


async def _read(request: PageRequest, case_id: UUID) -> CaseFile:
    async with services_of(request).database.transaction() as session:
        return await read_case(session, visit_of(request).actor, case_id)


def _page(
    request: PageRequest, found: CaseFile, form: Form[StepForm], status_code: int = 200
) -> Response[str]:
    policy, shown = services_of(request).policy, found.shown
    return render(
        request,
        "credit/case.html",
        status_code=status_code,
        found=found,
        shown=shown,
        case=found.case,
        form=form,
        may={act.value for act in shown.permitted},
        measures=[
            (it.value, gettext(MEASURES[it]), _range(it, policy))
            for it in offered(shown.event.kind, policy)
        ],
        role=str(visit_of(request).actor.role),
        **WORDS,
    )


def _range(measure: Measure, policy: Policy) -> str:
    """The term that the rule allows, in words; empty where a measure has none."""
    term = term_of(measure, policy)
    if term.most == 0:
        return ""
    if term.fewest == term.most:
        return measure_words(measure, term.most)
    bounds = {"fewest": term.fewest, "most": term.most}
    return gettext("%(fewest)s to %(most)s months") % bounds


ROUTES = (show_list, show_case, do_step)
