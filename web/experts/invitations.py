"""A member reads an invitation and answers it: by the mailed link, or after signing in.

Two presses accept: the pledge, after which the parties are shown, and the answer about
conflicts. What may follow what is for `selection.inviting` to say.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from selection.errors import SelectionError
from selection.invitations import Answer, act_of, decline_reasons
from selection.invitations.answers import NO_CONFLICT, RECUSAL
from selection.inviting.answering import TEXT, answer_invitation
from selection.inviting.reading import Invited, actor_for, list_own, read_linked, read_own
from selection.states.invitations import InvitationAct, InvitationState
from web.criteria import MODES, PARTY_ROLES, order_parties
from web.experts.copy_reviews import own_messages
from web.experts.desk import UNPROCESSABLE, Page, actor_of, sent_text
from web.experts.desk import Answer as Answered
from web.forms import Form, FormModel, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

OWN: Final = "/my/invitations"
LINKED: Final = "/invitation"
MOST_WORDS: Final = 500
STEP_BACK: Final = "step_back"
STEPS: Final = ("pledge", "accept", "recuse", STEP_BACK)
REASONS: Final[Mapping[str, str]] = {
    "time": N_("I have no time then"),
    "recusal": N_("I have a conflict of interest"),
    "not_my_field": N_("It is not my field"),
    "health": N_("My health does not allow it"),
    "travel": N_("I am travelling"),
    "other": N_("Another reason"),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    InvitationState.SENT: (N_("Waits for your answer"), "waiting"),
    InvitationState.PLEDGED: (N_("Waits for your answer"), "waiting"),
    InvitationState.ACCEPTED: (N_("You have accepted"), "good"),
    InvitationState.DECLINED: (N_("You have declined"), "neutral"),
    InvitationState.RECUSED: (N_("You have recused yourself"), "neutral"),
    InvitationState.NOT_MY_FIELD: (N_("Not your field"), "neutral"),
    InvitationState.NO_ANSWER: (N_("Not answered in time"), "neutral"),
    InvitationState.UNREACHABLE: (N_("We could not reach you"), "neutral"),
    InvitationState.WITHDRAWN: (N_("You have withdrawn"), "neutral"),
    InvitationState.CLOSED: (N_("Ended without your doing"), "neutral"),
}
_NOTICES: Final[Mapping[InvitationState, str]] = {
    InvitationState.PLEDGED: N_("Thank you. One question is left: see the parties below."),
    InvitationState.ACCEPTED: N_("You have accepted. Time and place are confirmed to you."),
    InvitationState.RECUSED: N_("You have recused yourself. This never counts against you."),
    InvitationState.NOT_MY_FIELD: N_("Thank you for saying so. This never counts against you."),
}
_DONE: Final = N_("Your answer is taken.")
_BESIDE: Final = {
    "invitation.reason_missing": "reason",
    "invitation.note_missing": "note",
    "invitation.ground_unknown": "ground",
    "invitation.text_changed": "",
}
"""The field that a refusal belongs to; after every other one the page says how it stands."""


class StepForm(FormModel):
    """One step of a member, with the version of the words that were shown."""

    step: Annotated[str, one_of(STEPS)]
    ground: str = Field(default="", title=N_("Ground of the conflict"), max_length=10)
    text_version: str = Field(default="", max_length=20)


class StepBackForm(StepForm):
    """Why a member cannot take part."""

    reason: str = Field(title=N_("Why you cannot take part"), max_length=20)
    note: str = Field(default="", title=N_("What you wish to add"), max_length=MOST_WORDS)


@get(OWN, name="experts.invitations")
async def show_all(request: PageRequest) -> Page:
    """Every invitation that was sent to this expert, those that wait first."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        found = await list_own(session, services.draw_desk, visit.account_id())
    return render(
        request,
        "experts/invitations.html",
        found=found,
        states=STATES,
        modes=MODES,
        told=await own_messages(request),
    )


@get(f"{OWN}/{{invitation_id:uuid}}", name="experts.invitation")
async def show_one(request: PageRequest, invitation_id: FromPath[UUID]) -> Page:
    """One invitation as it stands, with what can be answered now."""
    return await _show(request, str(invitation_id))


@post(f"{OWN}/{{invitation_id:uuid}}", name="experts.invitation.post")
async def do_answer(request: PageRequest, invitation_id: FromPath[UUID]) -> Answered:
    """Take one step of the member who is signed in."""
    return await _answer(request, str(invitation_id))


@get(f"{LINKED}/{{link:str}}", name="experts.linked")
async def show_linked(request: PageRequest, link: FromPath[str]) -> Page:
    """The same page for whoever holds the mailed link."""
    return await _show(request, link, linked=True)


@post(f"{LINKED}/{{link:str}}", name="experts.linked.post")
async def do_answer_linked(request: PageRequest, link: FromPath[str]) -> Answered:
    """Take one step by the mailed link."""
    return await _answer(request, link, linked=True)


async def has_waiting(request: PageRequest) -> bool:
    """Whether an invitation waits for an answer of the expert who is signed in."""
    services = services_of(request)
    async with services.database.read() as session:
        found = await list_own(session, services.draw_desk, visit_of(request).account_id())
    return any(one.waits for one in found)


async def _show(request: PageRequest, key: str, *, linked: bool = False) -> Page:
    async with services_of(request).database.read() as session:
        invited = await _read(session, request, key, linked=linked)
    return _page(request, invited, blank(StepBackForm), linked=linked)


async def _read(session: AsyncSession, request: PageRequest, key: str, *, linked: bool) -> Invited:
    desk = services_of(request).draw_desk
    if linked:
        return await read_linked(session, desk, key)
    return await read_own(session, desk, visit_of(request).account_id(), UUID(key))


async def _answer(request: PageRequest, key: str, *, linked: bool = False) -> Answered:
    """A refusal that only tells how the invitation stands leads back to the page that says so."""
    back = await sent_text(request, "step") == STEP_BACK
    form = await read_form(request, StepBackForm if back else StepForm)
    services, path = services_of(request), f"{LINKED if linked else OWN}/{key}"
    async with services.database.read() as session:
        invited = await _read(session, request, key, linked=linked)
        actor = await actor_for(session, invited.invitation) if linked else actor_of(request)
    if form.value is None:
        return _page(request, invited, form, linked=linked, status_code=UNPROCESSABLE)
    answer = _answer_of(request, invited, form.value)
    try:
        async with services.database.transaction() as session:
            done = await answer_invitation(
                session,
                services.draw_desk,
                invited.invitation.id,
                actor,
                answer,
                linked=linked,
            )
    except SelectionError as error:
        if error.code in _BESIDE:
            wrong = form.refused_by(error, _BESIDE[error.code])
            return _page(request, invited, wrong, linked=linked, status_code=UNPROCESSABLE)
        if error.code.startswith("invitation."):
            return redirect(request, path)
        raise
    return redirect(request, path, _NOTICES.get(done.state, _DONE))


def _answer_of(request: PageRequest, invited: Invited, value: StepForm) -> Answer:
    accepted = invited.invitation.state is InvitationState.ACCEPTED
    if value.step == "pledge":
        declared = frozenset(services_of(request).policy.codes("accept_declaration"))
        return Answer(InvitationAct.PLEDGE, declared=declared, text_version=value.text_version)
    if value.step == "accept":
        return Answer(InvitationAct.ACCEPT, declared=frozenset({NO_CONFLICT}))
    if isinstance(value, StepBackForm):
        return Answer(act_of(value.reason, accepted=accepted), value.reason, note=value.note)
    return Answer(InvitationAct.RECUSE, RECUSAL, value.ground)


def _page(
    request: PageRequest,
    invited: Invited,
    form: Form[Any],
    *,
    linked: bool,
    status_code: int = 200,
) -> Page:
    services, language = services_of(request), visit_of(request).language
    accepted = invited.invitation.state is InvitationState.ACCEPTED
    field = services.lists.fields.get(invited.outline.field)
    grounds = services.lists.recusal_grounds
    return render(
        request,
        "experts/invitation.html",
        status_code=status_code,
        form=replace(form, model=StepBackForm),
        invited=invited,
        linked=linked,
        states=STATES,
        modes=MODES,
        field=services.lists.name(field, language) if field else "",
        text=declared_texts()[TEXT],
        party_roles=PARTY_ROLES,
        order_parties=order_parties,
        reasons=[
            (code, gettext(REASONS[code]))
            for code in decline_reasons(services.policy, accepted=accepted)
            if code in REASONS
        ],
        grounds=[(code, services.lists.name(one, language)) for code, one in grounds.items()],
    )


ROUTES = (show_all, show_one, do_answer, show_linked, do_answer_linked)
