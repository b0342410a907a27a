"""The candidates of a draw, for the officer to choose among and for the approver to decide.

In their drawn order, with pseudonyms; names only by a look of its own, which the log keeps.
"""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.roles import Role
from selection.choice import MOST_WORDS, Blocked, Chosen, Pass
from selection.errors import SelectionError
from selection.inviting.choosing import (
    TELLING,
    Word,
    decide_choice,
    propose_choice,
    try_choice,
)
from selection.states.choices import ChoiceState, PassGround
from selection.storage.choice_store import ChoiceRecord
from web.draws.candidates import Shown, criteria_of_choice, load_shown
from web.draws.choice_words import course_words, pass_options, pass_words, state_of
from web.draws.views import name_rule
from web.exports.sheet import in_fours
from web.forms import Form, FormModel, Ticked, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

UNPROCESSABLE = 422
MOST_OFFERED = 1000


class PassRow(FormModel):
    """One candidate as the page showed it: taken, or passed over on a ground and with a reason."""

    pseudonym: str = Field(max_length=100)
    ground: Annotated[str, one_of(PassGround)] | None = Field(
        default=None, title=N_("Take or pass over")
    )
    note: str = Field(default="", title=N_("Reason"), max_length=MOST_WORDS)


class ChoiceForm(FormModel):
    """Every candidate of the offer in its order."""

    passes: tuple[PassRow, ...] = Field(default=(), max_length=MOST_OFFERED)
    confirmed: Ticked | None = Field(default=None)


class WordForm(FormModel):
    """What the approver decides on the choice that the page showed."""

    version: int
    decision: Annotated[str, one_of({"confirm", "send_back"})] = Field(title=N_("Your decision"))
    note: str = Field(default="", title=N_("Reason, where you send it back"), max_length=MOST_WORDS)


@get("/requests/{request_id:uuid}/draw/choice", name="draws.choice")
async def show_choice(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The candidates without names: to choose, to decide on the choice, or to read what became."""
    shown = await load_shown(request, request_id)
    return _page(request, shown, _filled(shown))


@get("/requests/{request_id:uuid}/draw/choice/names", name="draws.choice.names")
async def show_names(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The same with names; the look is logged."""
    shown = await load_shown(request, request_id, names=True)
    return _page(request, shown, _filled(shown))


@post("/requests/{request_id:uuid}/draw/choice", name="draws.choice.post")
async def do_choose(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Show what the choice gives; once that is confirmed, propose it."""
    form = await read_form(request, ChoiceForm)
    if form.value is None:
        shown = await load_shown(request, request_id)
        return _page(request, shown, _in_order(form, shown), UNPROCESSABLE)
    passes = _passes(form.value)
    try:
        if form.value.confirmed is not None:
            kept = await _propose(request, request_id, passes)
            return redirect(request, f"/requests/{request_id}/draw/choice", _DONE[kept.state])
        foreseen = await _try(request, request_id, passes)
    except SelectionError as error:
        if "place" not in error.params and error.code not in _ON_TOP:
            raise
        shown = await load_shown(request, request_id)
        return _page(request, shown, _refused(form, shown, error), UNPROCESSABLE)
    shown = replace(await load_shown(request, request_id), foreseen=foreseen)
    return _render(request, "draws/choice_confirm.html", shown, passes=passes)


@post("/requests/{request_id:uuid}/draw/choice/decide", name="draws.choice.decide")
async def do_decide(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Confirm the choice as a whole, or send it back with a reason."""
    form = await read_form(request, WordForm)
    if form.value is None:
        return await _decision_page(request, request_id, form)
    services, visit = services_of(request), visit_of(request)
    word = Word(form.value.version, form.value.decision == "confirm", form.value.note)
    try:
        async with services.database.transaction() as session:
            settled = await decide_choice(
                session, services.draw_desk, request_id, visit.actor, word
            )
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        return await _decision_page(
            request, request_id, form.refused_by(error, _BESIDE[error.code])
        )
    return redirect(request, f"/requests/{request_id}/draw/choice", _DONE[settled.state])


async def _try(
    request: PageRequest, request_id: UUID, passes: tuple[Pass, ...]
) -> Chosen | Blocked:
    """What the passes would give; what was tried stays in the log, also where it is refused."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        trial = await try_choice(session, services.draw_desk, request_id, actor, passes)
    return trial.foreseen()


async def _propose(
    request: PageRequest, request_id: UUID, passes: tuple[Pass, ...]
) -> ChoiceRecord:
    """The proposal; one that is refused because of who would follow was a trial, and is logged."""
    services, actor = services_of(request), visit_of(request).actor
    try:
        async with services.database.transaction() as session:
            return await propose_choice(session, services.draw_desk, request_id, actor, passes)
    except SelectionError as error:
        if error.code in TELLING:
            await _try(request, request_id, passes)
        raise


_ON_TOP = frozenset({"choice.nobody_fits", "choice.not_offered"})
"""Refusals about no single candidate of the page: what was typed beside the others stays."""
_BESIDE = {"choice.reason_missing": "note", "choice.nobody_fits": "decision"}
"""The field that a refusal of a decision belongs to."""
_DONE = {
    ChoiceState.PROPOSED: N_("The choice is proposed. The approver of the request decides on it."),
    ChoiceState.KEPT: N_(
        "The drawn order is kept. Invitations go out once the meeting is arranged."
    ),
    ChoiceState.CONFIRMED: N_(
        "The choice is confirmed. Invitations go out once the meeting is arranged."
    ),
    ChoiceState.OPEN: N_("The choice goes back to the officer, with a further term."),
}


def _passes(value: ChoiceForm) -> tuple[Pass, ...]:
    """Whoever has a ground or a reason is passed over; what is missing of the two is told."""
    return tuple(
        Pass(one.pseudonym, one.ground or "", one.note)
        for one in value.passes
        if one.ground or one.note
    )


def _filled(shown: Shown) -> Form[ChoiceForm]:
    """The form with what was proposed last, where that was sent back."""
    former = {one.pseudonym: one for one in shown.choosing.passes}
    rows = [
        {"ground": former[one.pseudonym].ground, "note": former[one.pseudonym].note}
        if one.pseudonym in former
        else {"ground": ""}
        for one in shown.candidates
    ]
    return blank(ChoiceForm, {"passes": rows})


def _refused(form: Form[ChoiceForm], shown: Shown, error: SelectionError) -> Form[ChoiceForm]:
    """The form with the error beside the candidate that it is about, or on top."""
    ordered = _in_order(form, shown)
    if "place" not in error.params:
        return ordered.refused_by(error)
    row = int(str(error.params["place"])) - 1
    field = "note" if error.code == "choice.note_missing" else "ground"
    return ordered.refused_by(error, f"passes-{row}-{field}")


def _in_order(form: Form[ChoiceForm], shown: Shown) -> Form[ChoiceForm]:
    """What was typed, beside those for whom it was typed: the offer may have changed meanwhile."""
    rows = {
        values[0]: name.removesuffix("pseudonym")
        for name, values in form.typed.items()
        if name.endswith("-pseudonym")
    }
    typed: dict[str, tuple[str, ...]] = {}
    errors = {name: error for name, error in form.errors.items() if not name.startswith("passes-")}
    in_rows = len(form.errors) - len(errors)
    for one in shown.candidates:
        for field in ("ground", "note") if one.pseudonym in rows else ():
            was, now = rows[one.pseudonym] + field, f"passes-{one.place - 1}-{field}"
            typed[now] = form.typed.get(was, ())
            errors |= {now: form.errors[was]} if was in form.errors else {}
    ordered = replace(form, typed=typed, errors=errors)
    # A row that is not on the page any more has no place for its error.
    return ordered.refused("", "choice.not_offered") if in_rows and not errors else ordered


def _page(
    request: PageRequest, shown: Shown, form: Form[ChoiceForm], status_code: int = 200
) -> Response[str]:
    words = blank(WordForm, {"version": shown.choosing.choice.version})
    return _render(request, "draws/choice.html", shown, status_code, form=form, word_form=words)


async def _decision_page(
    request: PageRequest, request_id: UUID, form: Form[WordForm]
) -> Response[str]:
    shown = await load_shown(request, request_id)
    return _render(
        request, "draws/choice.html", shown, UNPROCESSABLE, form=_filled(shown), word_form=form
    )


def _render(
    request: PageRequest, template: str, shown: Shown, status_code: int = 200, **more: object
) -> Response[str]:
    services, visit = services_of(request), visit_of(request)
    return render(
        request,
        template,
        status_code=status_code,
        shown=shown,
        choosing=shown.choosing,
        criteria=criteria_of_choice(request, shown.choosing),
        role=visit.actor.role,
        may_choose=visit.actor.role == Role.OFFICER,
        may_decide=visit.actor.role == Role.APPROVER,
        now=services.now(),
        grounds=pass_options(),
        ground=pass_words,
        state=state_of(shown.choosing.choice),
        course=course_words(shown.choosing.course),
        blocked=isinstance(shown.foreseen, Blocked),
        rule=lambda code: name_rule(services.policy, code.partition(".")[0], visit.language),
        in_fours=in_fours,
        **more,
    )


ROUTES = (show_choice, show_names, do_choose, do_decide)
