"""Plants small faults into JavaScript source, by its tokens.

Its one job is to list the mutants of a module; it must not run them.
"""

import re
from collections.abc import Iterator
from typing import Final

from benchmarks.mutants.python_faults import Fault

_MASKED: Final = re.compile(
    r"""//[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*`
    | (?<=[=(,\s!]) / (?![/*\s]) (?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+ / [a-z]*""",
    re.VERBOSE,
)
_TOKENS: Final = (
    (re.compile(r"==="), ("!==",)),
    (re.compile(r"!=="), ("===",)),
    (re.compile(r"(?<=\s)<(?=\s)"), ("<=",)),
    (re.compile(r"(?<=\s)<=(?=\s)"), ("<",)),
    (re.compile(r"(?<=\s)>(?=\s)"), (">=",)),
    (re.compile(r"(?<=\s)>=(?=\s)"), (">",)),
    (re.compile(r"(?<=\s)\+(?=\s)"), ("-",)),
    (re.compile(r"(?<=\s)-(?=\s)"), ("+",)),
    (re.compile(r"(?<=\s)\*(?=\s)"), ("+",)),
    (re.compile(r"(?<=\s)/(?=\s)"), ("*",)),
    (re.compile(r"(?<=\s)%(?=\s)"), ("/",)),
    (re.compile(r"&&"), ("||",)),
    (re.compile(r"\|\|"), ("&&",)),
    (re.compile(r">>>?(?=\s)"), ("<<",)),
    (re.compile(r"(?<=\s)&(?=\s)"), ("|",)),
    (re.compile(r"(?<=\s)\^(?=\s)"), ("|",)),
    (re.compile(r"\btrue\b"), ("false",)),
    (re.compile(r"\bfalse\b"), ("true",)),
    (re.compile(r"\.sort\(\)"), ("",)),
    (re.compile(r"\.some\("), (".every(",)),
    (re.compile(r"\.every\("), (".some(",)),
    (re.compile(r"(?<![\w.#])!(?=[\w(])"), ("",)),
    (re.compile(r"\bcontinue;"), (";",)),
    (re.compile(r"\bthrow [^;]+;"), (";",)),
    (re.compile(r"(?<=\n)\s+(?:compare|refuse|check\w+)\([^;]*\);"), (";",)),
)
_NUMBER: Final = re.compile(r"(?<![\w.$])(\d[\d_]*)(n?)(?![\w.])")
_BOUND: Final = re.compile(r"\{(\d+)(?:,(\d+))?\}")
_SPOKEN: Final = ("documents.mjs", "stream.mjs", "committed.mjs", "authentic.mjs")


def plant_faults(module: str, source: str) -> Iterator[Fault]:
    """Every mutant of a module, one fault each."""
    masked = _MASKED.sub(lambda found: " " * len(found[0]), source)
    for pattern, others in _TOKENS:
        for found in pattern.finditer(masked):
            for other in others:
                yield _plant(module, source, found.span(), other)
    for found in _NUMBER.finditer(masked):
        value = int(found[1].replace("_", ""))
        for number in (value + 1, value - 1):
            yield _plant(module, source, found.span(), f"({number}{found[2]})")
    for found in _MASKED.finditer(source):
        yield from _mutate_literal(module, source, found)


def _mutate_literal(module: str, source: str, found: re.Match[str]) -> Iterator[Fault]:
    text, start = found[0], found.start()
    if text.startswith("/") and not text.startswith("//"):
        for bound in _BOUND.finditer(text):
            span = (start + bound.start(1), start + bound.end(1))
            yield _plant(module, source, span, str(int(bound[1]) + 1))
        for sign, loose in (("^", ""), ("$", ""), ("a-f", "a-fA-F"), ("!-~", " -~")):
            place = text.find(sign)
            if place > 0 and text[place - 1] != "[":
                span = (start + place, start + place + len(sign))
                yield _plant(module, source, span, loose)
    elif text.startswith('"') and module in _SPOKEN and "verify" not in text and "./" not in text:
        line = source[source.rfind("\n", 0, start) + 1 : source.find("\n", start)]
        if "only(" in line or "TAG" in line or "type:" in line or "const AT" in line:
            yield _plant(module, source, (start + len(text) - 1, start + len(text)), 'x"')


def _plant(module: str, source: str, span: tuple[int, int], other: str) -> Fault:
    start, end = span
    line = source.count("\n", 0, start + len(source[start:end]) - len(source[start:end].lstrip()))
    written = source.splitlines()[line].strip()
    change = f"{source[start:end].strip()[:40]} to {other or 'nothing'}"
    return Fault(module, line + 1, written, change, source[:start] + other + source[end:])
