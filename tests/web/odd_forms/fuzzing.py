"""Sends every form in every odd way, and notes what came back."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Final

from httpx import Response

from tests.web.odd_forms.crawling import ACCEPTED, Found, Routes, form_in, reach
from tests.web.odd_forms.judging import Sent, judge
from tests.web.odd_forms.oddities import TOKEN, Case, filled, odd_cases, plain_cases
from tests.web.odd_forms.reading import Form
from tests.web.odd_forms.sending import Fields
from tests.web.odd_forms.service import Somebody, Target
from web.access import ACCESS, PUBLIC, SIGNED_IN

LANGUAGES: Final = ("en", "zh_Hans")
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
TOO_MANY: Final = 429
SEE_OTHER: Final = 303
ELSEWHERE: Final = "/account"
SIGN_IN: Final = "/sign-in"
FORGED: Final = "0" * 64


@dataclass
class Report:
    """How many forms were sent, what they were answered, and what was wrong with that."""

    forms: int = 0
    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    unreached: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        broken = sum(count for status, count in self.statuses.items() if status >= 500)
        return (
            f"{self.forms} forms of {len(self.routes)} routes, {self.cases} cases; {told}; "
            f"5xx: {broken}; failed checks: {len(self.failures)}"
        )


class Fuzzer:
    """Sends forms; the same seed sends the same."""

    def __init__(self, target: Target, seed: int, examples: int) -> None:
        self.report = Report()
        self._target = target
        self._routes = Routes(target.app)
        self._seed = seed
        self._examples = examples
        self._languages = cycle(LANGUAGES)
        self._page = ""

    async def send_all(self, forms: Iterable[Found]) -> Report:
        """Send each of these forms, each beginning on the state as it was."""
        for found in forms:
            await self._target.restore()
            self._page, form = await reach(self._target, found, self._routes)
            if form is None:
                self.report.unreached.append(found.shown)
                continue
            self.report.forms += 1
            self.report.routes.add(found.route)
            await self._send_forged(found, form)
            await self._send_as_others(found, form)
            await self._send_oddly(found, form)
        return self.report

    async def _send_oddly(self, found: Found, form: Form) -> None:
        random = Random(f"{self._seed} {found.route} {found.key}")
        now: Form | None = form
        for case in self._cases(form, random):
            if now is None:
                return
            answer = await self._send(found.who, found, now, _renewed(case, form, now))
            if self._moved(now, answer):
                self._target.changed = True
                await self._look_on(found, case, answer)
                now = await self._again(found, answer)

    def _cases(self, form: Form, random: Random) -> Iterator[Case]:
        yield from plain_cases(form)
        yield from odd_cases(form, self._examples, random)

    @staticmethod
    def _moved(form: Form, answer: Response) -> bool:
        accepted = form.method == "post" and answer.status_code in ACCEPTED
        return accepted or answer.status_code == TOO_MANY

    async def _again(self, found: Found, answer: Response) -> Form | None:
        """The form as it stands after a change; from the beginning where it is gone."""
        if self._page and answer.status_code != TOO_MANY:
            form = form_in(await found.who.open(self._page), found, self._routes)
            if form is not None:
                return form
        await self._target.restore()
        self._page, form = await reach(self._target, found, self._routes)
        return form

    async def _look_on(self, found: Found, case: Case, answer: Response) -> None:
        """What was accepted must not break the page that it leads to."""
        location = answer.headers.get("location", "")
        if location.startswith("/"):
            landed = await found.who.open(location)
            self._note(found, case, "where it led", landed.status_code)

    def _note(self, found: Found, case: Case, what: str, status: int) -> None:
        if status >= 500:
            self.report.failures.append(f"{found.shown} [{case.name}]: {what} {status}")

    async def _send(self, who: Somebody, found: Found, form: Form, case: Case) -> Response:
        language = next(self._languages)
        who.browser.client.cookies.delete("language")  # The service may have set one, too.
        who.browser.client.cookies.set("language", language)
        answer = await who.send(form.method, form.action, case.fields, multipart=form.multipart)
        self.report.cases += 1
        self.report.statuses[answer.status_code] += 1
        wrong = judge(Sent(form, case, language), answer)
        self.report.failures += [f"{found.shown} [{case.name}]: {one}" for one in wrong]
        return answer

    async def _send_forged(self, found: Found, form: Form) -> None:
        """Without the page's token, or with one of another browser, nothing is done."""
        if form.method == "get":
            return
        without = tuple(pair for pair in filled(form) if pair[0] != TOKEN)
        other = next(one for one in self._target.people if one is not found.who)
        tokens: tuple[Fields, ...] = (
            (),
            ((TOKEN, FORGED),),
            ((TOKEN, await token_of(other)),),
            ((TOKEN, "虚\u202e构"),),
        )
        for token in tokens:
            case = Case("a forged token", (*without, *token))
            answer = await self._send(found.who, found, form, case)
            self._expect(found, case, answer, found.who, {FORBIDDEN})

    async def _send_as_others(self, found: Found, form: Form) -> None:
        """Whoever has another role is refused; the same role may only break nothing.

        Whose account was closed on the way to this form is asked to sign in.
        """
        if form.method == "get":
            return
        roles = ACCESS[found.route].roles
        without = tuple(pair for pair in filled(form) if pair[0] != TOKEN)
        for who in {tuple(one.roles): one for one in self._target.people}.values():
            if who.roles & roles or roles & {PUBLIC, SIGNED_IN}:
                continue
            case = Case(f"as {who.name}", (*without, (TOKEN, await token_of(who))))
            answer = await self._send(who, found, form, case)
            expected = {FORBIDDEN, NOT_FOUND} if who.roles else {SEE_OTHER}
            self._expect(found, case, answer, who, expected)

    def _expect(
        self, found: Found, case: Case, answer: Response, who: Somebody, expected: set[int]
    ) -> None:
        closed = answer.headers.get("location", "").startswith(SIGN_IN)
        if answer.status_code not in expected and not closed:
            told = f"{answer.status_code} instead of {sorted(expected)} for {who.name}"
            self.report.failures.append(f"{found.shown} [{case.name}]: {told}")


async def token_of(who: Somebody) -> str:
    """A token that is right for this browser, from any of its pages."""
    answer = await who.open(ELSEWHERE if who.roles else SIGN_IN)
    return answer.text.partition('name="csrf_token" value="')[2][:64]


def _renewed(case: Case, shown: Form, now: Form) -> Case:
    """The same case on the form as it stands now: with its token and what it carries."""
    fresh = {it.name: it.held for it in now.fields if it.kind == "hidden"}
    old = {it.name: it.held for it in shown.fields if it.kind == "hidden"}
    fields = tuple(
        (name, fresh[name][0])
        if name in fresh and fresh[name] and (value,) == old.get(name) and name != case.field
        else (name, value)
        for name, value in case.fields
    )
    return Case(case.name, fields, case.field, case.typed)
