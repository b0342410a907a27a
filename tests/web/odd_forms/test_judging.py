"""The judge of answers is itself held to answers that are wrong in a single way."""

from random import Random

import httpx
import pytest

from tests.web.odd_forms.judging import Sent, judge
from tests.web.odd_forms.oddities import Case, odd_cases, plain_cases
from tests.web.odd_forms.reading import Form, read_page
from tests.web.odd_forms.sending import File, as_query, encode

PAGE = """<html lang="en"><body><h1>Leave</h1>
<a href="/my/record">Back</a><a href="https://elsewhere.example/">Out</a>
<form method="post" action="/leave" enctype="multipart/form-data" id="first">
<input type="hidden" name="csrf_token" value="t"><input type="hidden" name="step" value="ask">
<textarea name="reason">
 I travel.</textarea><input name="rows-0-name" value="&quot;A&quot;"><input type="file" name="scan">
<select name="kind"><option value="">?</option><option value="b" selected>B</option></select>
<input type="radio" name="how" value="1"><input type="radio" name="how" value="2" checked>
<button name="do" value="save">Save</button><button formaction="/back">Back</button></form>
<button form="first" name="do" value="add">Add</button></body></html>"""
PROBLEM = '<html lang="{lang}"><h1>{title}</h1><p>{advice}</p></html>'
HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.fixture
def form() -> Form:
    return read_page("/leave", PAGE).forms[0]


def judged(form: Form, status: int, text: str, reason: str = "", **headers: str) -> list[str]:
    case = Case("odd", (("reason", reason),), "reason", reason)
    request = httpx.Request("POST", "http://service.test/leave")
    told = HTML | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = httpx.Response(status, text=text, headers=told, request=request)
    return judge(Sent(form, case, "en"), answer)


def problem(lang: str = "en", title: str = "", advice: str = "Load the page again.") -> str:
    return PROBLEM.format(lang=lang, title=title or "This can't be done now", advice=advice)


def test_a_page_is_read_as_a_browser_reads_it(form: Form) -> None:
    page = read_page("/leave", PAGE)
    assert (page.language, page.heading, page.links) == ("en", "Leave", ["/my/record"])
    assert [one.action for one in page.forms] == ["/leave", "/back"]
    assert dict(form.sent()) == {
        "csrf_token": "t",
        "step": "ask",
        "reason": " I travel.",
        "rows-0-name": '"A"',
        "kind": "b",
        "how": "2",
        "do": "save",
    }
    button = form.field("do")
    assert button is not None
    assert button.offered == ("save", "add")
    assert form.key == "post do how kind reason rows-#-name scan step step=ask"


@pytest.mark.parametrize(
    ("status", "text", "complaint"),
    [
        (500, problem(), "500"),
        (409, problem(lang="zh-Hans"), "409 in zh-Hans"),
        (409, problem(advice=""), "without a sentence"),
        (409, problem(advice="请刷新页面后重新提交。"), "in another language"),
        (422, problem(title="Leave"), "without a sentence"),
    ],
)
def test_an_answer_that_owes_something_is_reported(
    form: Form, status: int, text: str, complaint: str
) -> None:
    assert any(complaint in one for one in judged(form, status, text))


def test_a_refusal_that_is_no_page_and_a_way_out_of_the_service_are_reported(form: Form) -> None:
    assert "without a page" in judged(form, 400, "{}", content_type="application/json")[0]
    assert judged(form, 303, "", location="//elsewhere.example/") != []
    assert judged(form, 303, "", location="/my/record") == []


def test_what_was_typed_has_to_stay(form: Form) -> None:
    wrong = '<ul class="error-summary"><li>Reason: enter less.</li></ul>'
    kept = PAGE.replace("<a", f'<div class="error-summary">{wrong}</div><a', 1)
    assert judged(form, 422, kept, "I travel.") == []
    assert judged(form, 422, kept, "I am ill.") == ["reason lost what was typed: 'I am ill.'"]


def test_a_question_before_something_is_kept_is_a_sentence_too(form: Form) -> None:
    asked = "<p>All points are 5: is that right?</p>"
    kept = PAGE.replace("<a", f'<section role="alert">{asked}</section><a', 1)
    assert judged(form, 422, kept, "I travel.") == []


def test_a_page_of_its_own_for_what_could_be_corrected_is_reported(form: Form) -> None:
    said = problem(title="We could not read this request")
    assert "what was typed is gone" in judged(form, 400, said, "I am ill.")[0]
    assert judged(form, 400, said, "x" * 5000) == []


@pytest.mark.parametrize(
    "title", ["This can't be done now", "This page is out of date", "There is a problem"]
)
def test_a_right_refusal_is_not_reported(form: Form, title: str) -> None:
    assert judged(form, 409, problem(title=title)) == []


def test_the_same_seed_makes_the_same_cases_and_each_is_odd_in_one_field(form: Form) -> None:
    first = list(odd_cases(form, 3, Random("a")))
    assert first == list(odd_cases(form, 3, Random("a")))
    assert first != list(odd_cases(form, 3, Random("b")))
    assert {case.field for case in first} == {it.name for it in form.fields} - {"csrf_token"}
    assert "button add" in {case.name for case in plain_cases(form)}


def test_bodies_hold_bytes_that_no_browser_sends() -> None:
    body, kind = encode((("a", b"\xed\xa0\x80"), ("b", "长")), multipart=False)
    assert (body, kind) == (b"a=%ED%A0%80&b=%E9%95%BF", "application/x-www-form-urlencoded")
    body, kind = encode((("a", File("x.pdf", b"1")),), multipart=False)
    assert kind.startswith("multipart/form-data")
    assert b'name="a"; filename="x.pdf"' in body
    assert as_query((("a", "1&2"), ("f", File("x", b"")))) == "a=1%262"
