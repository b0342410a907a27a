"""The pattern page: each component in its states, for those who write and judge pages."""

from datetime import date
from types import SimpleNamespace
from typing import Any, Literal

from litestar import Response, get
from litestar.params import FromQuery
from pydantic import Field, SecretStr

from expert_pool.findings import Finding, Severity
from web.forms import Day, Form, FormModel, Several, Ticked, blank
from web.pages import render
from web.services import PageRequest
from web.translation import N_, gettext


class SampleForm(FormModel):
    """One field of each kind."""

    name: str = Field(title=N_("Name"), min_length=2, max_length=50)
    email: str | None = Field(default=None, title=N_("E-mail address"))
    password: SecretStr = Field(title=N_("Password"))
    born: Day = Field(title=N_("Date of birth"))
    title: Literal["senior", "associate"] = Field(title=N_("Title"))
    kind: Literal["technical", "financial"] = Field(title=N_("Expert type"))
    fields: Several = Field(title=N_("Fields"))
    reason: str | None = Field(default=None, title=N_("Reason"), max_length=500)
    certificate: str | None = Field(default=None, title=N_("Certificate"))
    agreed: Ticked = Field(title=N_("I have read the pledge and keep it."))


def filled_form() -> Form[SampleForm]:
    """The sample form as somebody filled it in."""
    values: dict[str, object] = {
        "name": gettext(N_("Zhang Sample")),
        "born": date(1975, 11, 20),
        "title": "senior",
        "kind": "technical",
        "fields": ("a", "b"),
    }
    return blank(SampleForm, values)


def wrong_form() -> Form[SampleForm]:
    """The sample form with an error in each required field."""
    form = filled_form()
    for name in ("name", "password", "title", "kind", "fields"):
        form = form.refused(name, "form.missing")
    form = form.refused("born", "form.not_a_date").refused("agreed", "form.not_ticked")
    return form.refused("certificate", "form.missing")


def _samples() -> dict[str, Any]:  # values of all kinds, for a template
    """What the blocks show: steps, tasks, timeline and findings."""
    steps = (("done", N_("Submitted")), ("current", N_("In review")), ("ahead", N_("Decision")))
    tasks = (
        (N_("Identity"), N_("Completed"), "done", "#tasks"),
        (N_("Employment"), N_("In progress"), "info", "#tasks"),
        (N_("Check answers and submit"), N_("Cannot start yet"), "neutral", ""),
    )
    return {
        "steps": [
            SimpleNamespace(state=state, words=gettext(words), when="", note="")
            for state, words in steps
        ],
        "tasks": [
            SimpleNamespace(words=gettext(w), state=gettext(s), kind=kind, path=path, hint="")
            for w, s, kind, path in tasks
        ],
        "findings": (
            Finding("PWD-01.too_short", Severity.HARD, "OWASP ASVS 5.0, 6.2", (("minimum", 12),)),
            Finding("PWD-02.common", Severity.SOFT, "OWASP ASVS 5.0, 6.2"),
            Finding("PWD-02.sequence", Severity.INFO, ""),
        ),
    }


FORMS = {"empty": lambda: blank(SampleForm), "filled": filled_form, "errors": wrong_form}


@get("/patterns", name="public.patterns", sync_to_thread=False)
def patterns(request: PageRequest, form: FromQuery[str] = "empty") -> Response[str]:
    """Each component in all its states; the language switch shows the other language."""
    made = FORMS.get(form, FORMS["empty"])()
    return render(
        request,
        "public/patterns.html",
        sample=made,
        today=date(2026, 11, 20),
        **_samples(),
    )


ROUTES = (patterns,)
