"""For an expert: the own fees, with net amount, tax and where the payment is."""

from litestar import Response, get

from selection.paying import load_own_fees
from web.fee_words import STATES, attended, month_words, yuan
from web.pages import render
from web.services import PageRequest, services_of
from web.visits import visit_of


@get("/my/fees", name="fees.own")
async def show_own(request: PageRequest) -> Response[str]:
    """The own fees, the newest first; nobody else's."""
    async with services_of(request).database.read() as session:
        fees = await load_own_fees(session, visit_of(request).account_id())
    return render(
        request,
        "fees/own.html",
        fees=fees,
        states=STATES,
        attended=attended,
        month_words=month_words,
        yuan=yuan,
    )


ROUTES = (show_own,)
