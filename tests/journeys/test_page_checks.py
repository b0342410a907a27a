"""The checks of pages find what they are for: each is shown a page with one fault."""

from pathlib import Path

import pytest

from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Arrive
from tests.journeys.page_checks import check_access, check_head, check_images, check_narrow

pytestmark = pytest.mark.browser

GOOD = '<html lang="en"><head><title>A</title></head><body><main><h1>A</h1>{}</main></body></html>'


@pytest.fixture
def visitor(arrive: Arrive) -> Visitor:
    return arrive("en")


def faults_of(visitor: Visitor, body: str) -> list[str]:
    visitor.page.set_content(GOOD.format(body))
    seen, said = visitor.page, check_head(visitor.page, "en")
    return said + check_access(seen) + check_narrow(seen) + check_images(seen)


def test_a_plain_page_has_no_fault(visitor: Visitor) -> None:
    assert faults_of(visitor, "<p>Words</p>") == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<input>", "axe label"),
        ('<p style="color:#bbb;background:#fff">Pale</p>', "axe color-contrast"),
        ('<div style="width:400px">Wide</div>', "px wide"),
        ("<h1>Twice</h1>", "main headings"),
        ('<img src="data:image/png;base64,AAAA" alt="Broken">', "picture not there"),
    ],
)
def test_a_fault_on_a_page_is_found(visitor: Visitor, body: str, fault: str) -> None:
    assert [found for found in faults_of(visitor, body) if fault in found]


def test_a_wrong_language_is_found(visitor: Visitor) -> None:
    visitor.page.set_content(GOOD.format(""))
    assert check_head(visitor.page, "zh_Hans") == ["lang is en"]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("() => console.error('broken')", "console: broken"),
        ("() => { location.href = 'http://127.0.0.1:9/' }", "foreign host"),
        ("() => fetch('/no-such-page')", "status 404"),
        ("() => { setTimeout(() => { throw new Error('late') }); }", "script: late"),
        ("() => { document.body.innerHTML += '<img src=\"http://127.0.0.1:9/x\">' }", "console:"),
    ],
)
def test_what_a_page_does_in_secret_is_found(visitor: Visitor, script: str, fault: str) -> None:
    visitor.open("/")
    visitor.page.evaluate(script)
    visitor.page.wait_for_timeout(300)
    assert [found for found in visitor.watch.faults if fault in found], visitor.watch.faults


def test_a_picture_is_kept_of_the_desk_and_of_the_phone(visitor: Visitor) -> None:
    visitor.open("/", "first")
    visitor.picture("first", phone=True)
    kept: list[Path] = visitor.pictures()
    assert [path.name for path in kept] == ["01-first.png", "02-first-phone.png"]
