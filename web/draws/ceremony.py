"""The ceremony page of a request: two hashes, the commitment, two reveals, the result."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import AfterValidator, BeforeValidator, Field

from selection.drawing import (
    FOLDED,
    Ceremony,
    hand_in_secret,
    load_ceremony,
    reveal_secret,
    wanted_parties,
)
from selection.drawing.room import load_room
from selection.errors import SelectionError
from selection.requests import thaw_criteria
from selection.storage.project_store import load_projects
from web.draws.choice_words import course_words, outcome_words, seat_lines
from web.draws.preparing import Failure, prepare_soon
from web.draws.shortfalls import describe_shortfall
from web.draws.source_forms import NumbersForm, RoundForm, ThrowsForm, WitnessForm
from web.draws.source_views import describe_source
from web.draws.views import (
    Stage,
    are_few,
    count_by_rule,
    describe_odds,
    find_part,
    find_stage,
    sees_small_counts,
    whole,
)
from web.exports.criteria import CriteriaWords, describe_criteria
from web.exports.sheet import in_fours
from web.forms import Form, FormModel, blank, read_form, refuse
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator
from web.visits import Visitor, visit_of

UNPROCESSABLE = 422
_HEX = re.compile(r"[0-9a-f]*")
FAILED = "failed"
"""For the waiting page's script: the preparation failed and will be tried again."""
OVER = "over"
"""For the same: the draw came to nothing, and the request is with its officer again."""
_OVER = "draw.not_approved_yet"
HASH_DIGITS = 64
SECRET_DIGITS = 32


def _without_spaces(value: object) -> object:
    return re.sub(r"\s+", "", value).lower() if isinstance(value, str) else value


def _check_hash(text: str) -> str:
    right = len(text) == HASH_DIGITS and _HEX.fullmatch(text)
    return text if right else refuse("draw.bad_party_commitment")


def _check_secret(text: str) -> str:
    right = len(text) == SECRET_DIGITS and _HEX.fullmatch(text)
    return text if right else refuse("draw.wrong_form_of_secret")


Digits = BeforeValidator(_without_spaces)


class CommitForm(FormModel):
    """The hash of a party's secret; the secret itself never comes before its time."""

    commitment: Annotated[str, Digits, AfterValidator(_check_hash)] = Field(
        title=N_("Commitment (64 characters)")
    )


class RevealForm(FormModel):
    """A party's secret, once the commitment stands and the time has come."""

    secret: Annotated[str, Digits, AfterValidator(_check_secret)] = Field(
        title=N_("Your secret (32 characters)")
    )


FORMS: Mapping[str, type[FormModel]] = {
    "commit_form": CommitForm,
    "reveal_form": RevealForm,
    "round_form": RoundForm,
    "throws_form": ThrowsForm,
    "numbers_form": NumbersForm,
    "witness_form": WitnessForm,
}
"""The forms of the page, by the name that its templates know."""


@get("/requests/{request_id:uuid}/draw", name="draws.ceremony")
async def show_ceremony(
    request: PageRequest, request_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """The ceremony as it stands now; of one that came to nothing the request's page tells."""
    try:
        return await show_stage(request, request_id)
    except SelectionError as error:
        if error.code != _OVER:
            raise
        return Redirect(f"/requests/{request_id}", status_code=303)


@post("/requests/{request_id:uuid}/draw/commit", name="draws.commit")
async def do_commit(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Hand in the hash of one's secret; the second one starts the preparation of the draw."""
    form = await read_form(request, CommitForm)
    if form.value is None:
        return await show_stage(request, request_id, commit_form=form)
    services, visit = services_of(request), visit_of(request)
    commitment = bytes.fromhex(form.value.commitment)
    async with services.database.transaction() as session:
        await load_ceremony(session, request_id, visit.actor)
        given = (request_id, visit.actor, commitment)
        complete = await hand_in_secret(session, services.draw_desk, *given)
    if complete:
        await prepare_soon(services, request_id)
    return redirect(request, address_of(request_id), N_("Your commitment is handed in."))


@post("/requests/{request_id:uuid}/draw/reveal", name="draws.reveal")
async def do_reveal(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Reveal one's secret; the second reveal makes the service deal the panel."""
    form = await read_form(request, RevealForm)
    if form.value is None:
        return await show_stage(request, request_id, reveal_form=form)
    services, visit = services_of(request), visit_of(request)
    secret = bytes.fromhex(form.value.secret)
    try:
        async with services.database.transaction() as session:
            await load_ceremony(session, request_id, visit.actor)
            await reveal_secret(session, services.draw_desk, request_id, visit.actor, secret)
    except SelectionError as error:
        if error.code != "draw.wrong_secret":
            raise
        return await show_stage(request, request_id, reveal_form=form.refused_by(error, "secret"))
    return redirect(request, address_of(request_id), N_("Your secret is revealed."))


@get("/requests/{request_id:uuid}/draw/state", name="draws.state")
async def show_state(request: PageRequest, request_id: FromPath[UUID]) -> dict[str, object]:
    """How far the ceremony is, for the waiting page's script."""
    try:
        ceremony, failure = await _load_prepared(request, request_id)
    except SelectionError as error:
        if error.code != _OVER:
            raise
        return {"stage": OVER, "committed": 0, "revealed": 0}
    revealed = sum(share.revealed_at is not None for share in ceremony.shares)
    stage = FAILED if failure else _stage(request, ceremony).value
    return {"stage": stage, "committed": len(ceremony.shares), "revealed": revealed}


async def show_stage(request: PageRequest, request_id: UUID, **wrong: Form[Any]) -> Response[str]:
    """The page of the ceremony as it stands now, with a form that was refused, by its name."""
    services, visit = services_of(request), visit_of(request)
    ceremony, failure = await _load_prepared(request, request_id)
    async with services.database.read() as session:
        projects = await load_projects(session, ceremony.request.projects)
        room = await load_room(session, services.draw_desk, ceremony.request)
    stage = _stage(request, ceremony)
    refused = next(iter(wrong.values()), None)
    return render(
        request,
        f"draws/{'committed' if stage in _COMMITTED else stage.value}.html",
        status_code=UNPROCESSABLE if refused else 200,
        form=refused or blank(CommitForm),
        **{name: wrong.get(name) or blank(model) for name, model in FORMS.items()},
        failure=failure,
        projects=projects,
        room=room,
        **_context(request, ceremony, stage, visit.visitor),
    )


async def _load_prepared(request: PageRequest, request_id: UUID) -> tuple[Ceremony, Failure | None]:
    """The ceremony, with its preparation under way where both hashes are there."""
    services, actor, failure = services_of(request), visit_of(request).actor, None
    async with services.database.read() as session:
        ceremony = await load_ceremony(session, request_id, actor)
    if _stage(request, ceremony) is Stage.COMPUTING:
        failure = await prepare_soon(services, request_id)
        async with services.database.read() as session:
            ceremony = await load_ceremony(session, request_id, actor)
    return ceremony, failure


def _stage(request: PageRequest, ceremony: Ceremony) -> Stage:
    services = services_of(request)
    secrets = bool(wanted_parties(services.policy))
    return find_stage(ceremony, services.now(), secrets=secrets)


_COMMITTED = frozenset({Stage.COUNTDOWN, Stage.REVEALING})


def _context(
    request: PageRequest, ceremony: Ceremony, stage: Stage, visitor: Visitor | None
) -> dict[str, object]:
    services, language = services_of(request), visit_of(request).language
    frozen = thaw_criteria(ceremony.request.criteria or b"")
    part = find_part(ceremony, visitor) if visitor else None
    draw, now = ceremony.draw, services.now()
    exact = part is not None and sees_small_counts(part.role, stage)
    told = ceremony.request.shortfall if exact else ceremony.request.shortfall.get(FOLDED)
    summary = draw.summary if draw else {}
    few = draw is not None and are_few(whole(summary, "candidates"), exact=exact)
    return {
        "ceremony": ceremony,
        "stage": stage.value,
        "part": part,
        "criteria": describe_criteria(frozen, services.lists, current_translator()),
        "policy": services.policy,
        "now": now,
        "seconds": max(0, int((draw.reveal_from - now).total_seconds()) + 1) if draw else 0,
        "source": describe_source(ceremony, draw) if draw else None,
        "wanted": services.policy.text("seed_source"),
        "odds": describe_odds(draw, exact=exact) if draw and not few else None,
        "reasons": count_by_rule(summary, services.policy, language, exact=exact),
        "exact": exact,
        "shortfall": describe_shortfall(told, frozen, services.lists),
        "in_fours": in_fours,
        "outcome": outcome_words,
        "course": course_words,
        "passed": seat_lines,
    }


def criteria_of(request: PageRequest, ceremony: Ceremony) -> CriteriaWords:
    """The frozen criteria of the request in the reader's words."""
    frozen = thaw_criteria(ceremony.request.criteria or b"")
    return describe_criteria(frozen, services_of(request).lists, current_translator())


def address_of(request_id: UUID) -> str:
    """The address of the ceremony's page."""
    return f"/requests/{request_id}/draw"


ROUTES = (show_ceremony, do_commit, do_reveal, show_state)
