"""What is typed wrongly: a form as people fill it in, and each way to fill it in that is odd."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.expert_pool.admission.cases import NUMBER
from tests.web.odd_forms.reading import CHOSEN_FROM, TYPED, Field, Form
from tests.web.odd_forms.sending import Fields, File, Value
from tests.web.uploads.samples import pdf
from web.demo.load import PASSWORD

TOKEN: Final = "csrf_token"
PDF: Final = File("示例.pdf", pdf())
WORDS: Final = "虚构内容，供试填"
BY_KIND: Final = {"password": PASSWORD, "date": "2026-12-01", "time": "10:30", "number": "1"}
BY_NAME: Final = {
    "email": "somebody@demo.example",
    "phone": "13800000000",
    "identity_number": NUMBER,
    "starts": "09:00",
    "month": "2026-11",
}
TEXTS: Final[dict[str, Value]] = {
    "far too long": "长" * 100_000,
    "too long": "长" * 5_000,
    "NUL": "a\0b",
    "control characters": "a\x07b\x1b[31mc\x85",
    "half of a pair": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\x80",
    "turned around": "abc\u202egpj.exe",
    "right to left": "שלום עליכם",
    "emoji": "🎓🧪𠮷",
    "joined emoji": "👩\u200d🔬",
    "markup": "\"'><script>alert(1)</script>{{7*7}}%(x)s%s{0}",
    "words": "虚构",
    "spaces": " \u3000\t ",
    "lines": "one\r\ntwo\nthree",
    "address": "../../etc/passwd",
    "zero": "0",
    "negative": "-1",
    "huge": "99999999999999999999999",
    "larger than four bytes": "2147483648",
    "very many digits": "9" * 5_000,
    "power of ten": "1e9",
    "no number": "NaN",
    "endless": "Infinity",
    "fraction": "1.5",
    "wide digits": "１２",
    "raised digit": "²",
    "Arabic digit": "٣",
    "no day": "0000-00-00",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "30 February": "2026-02-30",
    "25 o'clock": "25:61",
    "unknown option": "no-such-option",
    "unknown id": "00000000-0000-0000-0000-00000000dead",
    "nearly an id": "00000000-0000-0000-0000",
}
SHAPES: Final = ("missing", "empty", "twice", "a file", "a list")
FILES: Final[dict[str, Value]] = {
    "text for a file": "虚构",
    "an empty file": File("empty.pdf", b""),
    "a file without a name": File("", b"%PDF-1.4"),
    "a file that is something else": File("a.pdf", b"MZ\x90\x00not a document"),
    "a broken PDF": File("a.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"),
    "a broken picture": File("b.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "a broken workbook": File("c.xlsx", b"PK\x03\x04broken"),
    "a list of nonsense": File("d.csv", "，\0;\"'\n\ufeff".encode()),
    "a file with an odd name": File("../..\\e\u202e" + "长" * 300 + ".pdf", b"x"),
}


@dataclass(frozen=True)
class Case:
    """One way to send a form; `field` is the one that is odd, `typed` what stands in it."""

    name: str
    fields: Fields
    field: str = ""
    typed: str = ""


def filled(form: Form) -> Fields:
    """The form as somebody in a hurry fills it in: something plausible wherever nothing stands."""
    return tuple(pair for it in form.fields for pair in _filled(it))


def plain_cases(form: Form) -> Iterator[Case]:
    """The form as it is, empty, filled in, with more than it asks, and by each other button."""
    as_it_is: Fields = form.sent()
    yield Case("as it is", as_it_is)
    yield Case("filled in", filled(form))
    hidden = {it.name for it in form.fields if it.kind in {"hidden", "button"}}
    yield Case("empty", tuple((n, v if n in hidden else "") for n, v in as_it_is))
    yield Case("nothing but the token", tuple(pair for pair in as_it_is if pair[0] == TOKEN))
    more = (("no_such_field", "1"), ("rows-0-a-b-c-d-e", "1"), ("", ""), ("rows-x", "2"))
    yield Case("more than it asks", (*filled(form), *more))
    for it in form.fields:
        for value in it.offered[1:] if it.kind == "button" else ():
            yield Case(f"button {value}", _with(filled(form), it.name, (value,)))


def odd_cases(form: Form, examples: int, random: Random) -> Iterator[Case]:
    """Each field in turn with `examples` of the odd values that there are, the others filled in."""
    base = filled(form)
    for it in form.fields:
        if it.name == TOKEN:
            continue
        ways = [*(FILES if it.kind == "file" else TEXTS), *SHAPES]
        for way in random.sample(ways, min(examples, len(ways))):
            yield _odd(base, it, way)


def _odd(base: Fields, it: Field, way: str) -> Case:
    known = FILES if it.kind == "file" else TEXTS
    held = tuple(value for name, value in base if name == it.name)
    shapes: dict[str, tuple[Value, ...]] = {
        "missing": (),
        "empty": ("",),
        "twice": (*held, *(held or ("1",)), "1"),
        "a file": (PDF,),
        "a list": ("1", "2", "3"),
    }
    values = (known[way],) if way in known else shapes[way]
    typed = values[0] if len(values) == 1 and isinstance(values[0], str) else ""
    return Case(f"{it.name}: {way}", _with(base, it.name, values), it.name, typed)


def _with(base: Fields, name: str, values: tuple[Value, ...]) -> Fields:
    return (*(pair for pair in base if pair[0] != name), *((name, value) for value in values))


def _filled(it: Field) -> Fields:
    if it.kind == "checkbox":
        return tuple((it.name, value) for value in it.offered[:1])
    if any(it.held) or it.kind in {"hidden", "button"}:
        return tuple((it.name, value) for value in it.held)
    if it.kind in CHOSEN_FROM:
        return ((it.name, next(filter(None, it.offered), "")),)
    return ((it.name, PDF if it.kind == "file" else _plausible(it)),)


def _plausible(it: Field) -> str:
    known = BY_NAME.get(it.name) or BY_KIND.get(it.kind)
    return known or (WORDS if it.kind in TYPED else "")
