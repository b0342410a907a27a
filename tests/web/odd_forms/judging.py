"""What an answer owes to whoever sent something odd: a page that says what to do, no breakdown."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from httpx import Response

from tests.web.odd_forms.oddities import Case
from tests.web.odd_forms.reading import TYPED, Form, Page, read_page
from web.problems import OUT_OF_DATE, TITLES, WRONG_ENTRY
from web.translation import HTML_LANGUAGES, Translator

HTML: Final = "text/html"
BROKEN: Final = 500
REFUSED: Final = 400
TO_BE_CORRECTED: Final = 422
LONGEST_KEPT: Final = 200
SHORTEST_SENTENCE: Final = len("请输入密码。")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_UNSEEN: Final = re.compile(r"[^\S \r\n]|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200d\u202e]")


@dataclass(frozen=True)
class Sent:
    """A form as it was sent, and in which language somebody reads."""

    form: Form
    case: Case
    language: str


def judge(sent: Sent, answer: Response) -> list[str]:
    """What is wrong with the answer; nothing where it is as it should be."""
    status = answer.status_code
    if status >= BROKEN:
        return [f"{status}"]
    if status < REFUSED:
        return _judge_accepted(answer)
    if not answer.headers.get("content-type", "").startswith(HTML):
        return [f"{status} without a page: {answer.headers.get('content-type')}"]
    page = read_page(answer.request.url.path, answer.text)
    wrong = _judge_words(sent.language, status, page)
    if sent.form.method != "post":
        return wrong
    if status == REFUSED and _can_stay(sent.form, sent.case.field, sent.case.typed):
        wrong.append("400 on a page of its own, where what was typed is gone")
    return [*wrong, *_lost(sent, page)] if status == TO_BE_CORRECTED else wrong


def _judge_accepted(answer: Response) -> list[str]:
    location = answer.headers.get("location", "")
    leaves = bool(location) and (not location.startswith("/") or location.startswith("//"))
    return [f"leads away to {location}"] if leaves else []


def _judge_words(language: str, status: int, page: Page) -> list[str]:
    """The page speaks the reader's language and says more than that something is wrong."""
    wrong = []
    if page.language != HTML_LANGUAGES[language]:
        wrong.append(f"{status} in {page.language}")
    if not page.heading:
        wrong.append(f"{status} without a heading")
    titles = (TITLES.get(status, ""), OUT_OF_DATE, WRONG_ENTRY)
    bare = page.heading in map(Translator(language).gettext, titles)
    said = page.told if bare else page.wrong
    if not any(len(words) >= SHORTEST_SENTENCE for words in said[:1]):
        wrong.append(f"{status} without a sentence that says what to do: {page.heading}")
    chinese = language != "en"
    if bare and any(bool(_HAN.search(words)) is not chinese for words in said[:1]):
        wrong.append(f"{status} in another language: {said[0]}")
    return wrong


def _lost(sent: Sent, page: Page) -> list[str]:
    """The short texts that were typed and don't stand in the page's form any more.

    Where what the page carries was changed, nobody can say where they belong.
    """
    changed = sent.form.field(sent.case.field)
    if changed is not None and changed.kind == "hidden":
        return []
    times = Counter(name for name, _ in sent.case.fields)
    typed = {
        name: value
        for name, value in sent.case.fields
        if isinstance(value, str) and times[name] == 1 and _can_stay(sent.form, name, value)
    }
    fields = [it for form in page.forms for it in form.fields]
    held = {(it.name, _bare(value)) for it in fields for value in it.held}
    return [
        f"{name} lost what was typed: {value!r}"
        for name, value in typed.items()
        if (name, _bare(value)) not in held
    ]


def _can_stay(form: Form, name: str, value: str) -> bool:
    it = form.field(name)
    kept = it is not None and it.kind in TYPED and len(value) <= LONGEST_KEPT
    return kept and bool(value.strip()) and not _UNSEEN.search(value)


def _bare(text: str) -> str:
    return " ".join(text.split())
