"""Finds every source string of the screens: in templates, and marked in Python."""

import ast
from collections.abc import Iterator
from pathlib import Path

import web
from web.pages import environment

WEB = Path(web.__file__).parent
CALLS = {"_": 0, "N_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
Word = tuple[str | None, str]


def template_words() -> Iterator[tuple[Word, str]]:
    """Each word of the templates with the file it stands in."""
    for path in sorted((WEB / "templates").rglob("*.*")):
        for line, function, message in environment().extract_translations(  # type: ignore[attr-defined]
            path.read_text(encoding="utf-8")
        ):
            if message:  # a variable's word is marked where it is written
                yield _word(function, message), f"{path.relative_to(WEB)}:{line}"


def _word(function: str, message: str | tuple[str, ...]) -> Word:
    parts = (message,) if isinstance(message, str) else tuple(p for p in message if p)
    return (parts[0], parts[1]) if CALLS.get(function) else (None, parts[0])


def python_words() -> Iterator[tuple[Word, str]]:
    """Each word that is marked or translated in Python with the file it stands in."""
    for path in sorted(WEB.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in CALLS:
                yield from _python_word(node, f"{path.relative_to(WEB)}:{node.lineno}")


def _python_word(node: ast.Call, place: str) -> Iterator[tuple[Word, str]]:
    texts = [t for argument in node.args for t in _texts(argument)]
    if _called(node) in {"pgettext", "npgettext"}:
        if len(texts) > 1:
            yield (texts[0], texts[1]), place
        return
    plural = _called(node) == "ngettext"
    for text in texts[:1] if plural else texts:
        yield (None, text), place


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def source_words() -> dict[Word, str]:
    """Every word of the screens with one place where it stands."""
    return {**dict(python_words()), **dict(template_words())}
