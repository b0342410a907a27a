"""For an expert: the own integrity file, what is proposed, and the answer to it."""

from typing import Final, TypeAlias
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.crediting.answering import answer_case
from expert_pool.crediting.notes import LONGEST
from expert_pool.crediting.reading import load_own_file
from expert_pool.errors import ExpertPoolError
from web.credit.words import WORDS
from web.forms import Form, FormModel, Ticked, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

PATH: Final = "/my/credit"
UNPROCESSABLE: Final = 422
_ON_FORM: Final = {"credit.answer_missing", "credit.text_too_long", "credit.term_over"}
_Answer: TypeAlias = Response[str] | Redirect


class AnswerForm(FormModel):
    """The own answer, and whether anything will be added."""

    text: str = Field(title=N_("What you answer"), max_length=LONGEST)
    final: Ticked | None = Field(
        default=None, title=N_("I have said everything, and do without the rest of the term.")
    )


@get(PATH, name="credit.own")
async def show_own(request: PageRequest) -> Response[str]:
    """The own file, the newest event first; nobody else's."""
    return await _page(request, None, blank(AnswerForm))


@post(PATH + "/{case_id:uuid}", name="credit.own.answer")
async def do_answer(request: PageRequest, case_id: FromPath[UUID]) -> _Answer:
    """Keep the answer; it may be changed until the term is over, or said to be all."""
    form = await read_form(request, AnswerForm)
    if form.value is None:
        return await _page(request, case_id, form, UNPROCESSABLE)
    actor, final = visit_of(request).actor, form.value.final is not None
    try:
        async with services_of(request).database.transaction() as session:
            await answer_case(session, actor, case_id, form.value.text, final=final)
    except ExpertPoolError as error:
        if error.code not in _ON_FORM:
            raise
        return await _page(request, case_id, form.refused_by(error, "text"), UNPROCESSABLE)
    kept = N_("Your answer is kept. You may change it until the term is over.")
    return redirect(request, PATH, N_("Your answer is handed in.") if final else kept)


async def _page(
    request: PageRequest, answered: UUID | None, form: Form[AnswerForm], status_code: int = 200
) -> Response[str]:
    async with services_of(request).database.read() as session:
        filed = await load_own_file(session, visit_of(request).actor)
    return render(
        request,
        "credit/own.html",
        status_code=status_code,
        filed=filed,
        form=form,
        forms_of={
            it.case.id: form if it.case.id == answered else blank(AnswerForm, {"text": it.answer})
            for it in filed
            if it.case is not None
        },
        may_answer={it.case.id for it in filed if it.case and "answer" in it.permitted},
        **WORDS,
    )


ROUTES = (show_own, do_answer)
