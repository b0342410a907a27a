"""Reads the fields of a page's form the way a browser would send them."""

from collections.abc import Mapping
from html.parser import HTMLParser

from httpx import Response

from tests.web.conftest import Browser

Fields = dict[str, list[str]]


class _Fields(HTMLParser):
    """The fields of every form on a page, by the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._select = ""
        self._chosen: str | None = None
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        elif tag == "input" and self.forms:
            self._add_input(given)
        elif tag == "select":
            self._select, self._chosen = given.get("name") or "", None
        elif tag == "option" and self._select and (self._chosen is None or "selected" in given):
            self._chosen = given.get("value") or ""
        elif tag == "textarea":
            self._textarea = given.get("name") or ""
            self._add(self._textarea, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._add(self._select, self._chosen or "")
            self._select = ""
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1][1][self._textarea][-1] += data

    def _add_input(self, given: Mapping[str, str | None]) -> None:
        ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
        if given.get("name") and ticked and given.get("type") != "file":
            self._add(given["name"] or "", given.get("value") or "")

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


def read_fields(page: Response, action: str = "") -> Fields:
    """The fields of the form with this action (its end), or of the one with most fields."""
    parser = _Fields()
    parser.feed(page.text)
    fitting = [fields for path, fields in parser.forms if path.endswith(action)]
    assert fitting, f"no form for {action}"
    return max(fitting, key=len)


async def press(
    browser: Browser, page: Response, action: str, **changes: str | list[str]
) -> Response:
    """Send the page's form with changed fields; a value of "" empties a field."""
    fields = read_fields(page, action)
    for name, value in changes.items():
        key = name.replace("__", "-")
        fields[key] = value if isinstance(value, list) else [value]
    path = action or str(page.url.path)
    return await browser.client.post(path, data=fields, follow_redirects=True)
