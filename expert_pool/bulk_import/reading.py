"""From one cell to one value, or an error that says exactly what is wrong with the cell.

Tolerant of how people type (full-width digits, spaces, many separators), strict about
what would have to be guessed. It sees single cells only.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from expert_pool.bulk_import.cells import BrokenCell, Cell, Fault, shown
from expert_pool.bulk_import.choices import Choices, split_values
from expert_pool.bulk_import.columns import Column, Reader
from expert_pool.bulk_import.dates import read_day
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding
from expert_pool.identity import check_credit_code, check_identity_number, check_phone
from expert_pool.plain_text import find_hidden

Value = str | date | tuple[str, ...]

LONGEST_TEXT = 200
LONGEST_NAME = 60
# A double holds 15 decimal digits for certain; spreadsheets keep no more.
_EXACT = 10**15
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_DOTS = str.maketrans({"•": "·", "・": "·", "‧": "·", "．": "·", "∙": "·", "⋅": "·"})


_FAULT_CODES = {
    Fault.ERROR: "import.formula_error",
    Fault.NO_VALUE: "import.formula_without_value",
}


class CellReader:
    """Reads the cells of one import against its vocabularies, on one day."""

    def __init__(self, choices: Mapping[str, Choices], as_of: date) -> None:
        self._choices = choices
        self._as_of = as_of
        self._guesses: dict[tuple[str, str], str] = {}

    def read(self, column: Column, cell: Cell) -> Value:
        """The value of a cell that is not empty.

        Raises:
            ExpertPoolError: `import.…`, or the code of the number's own check.
        """
        if isinstance(cell, BrokenCell):
            raise ExpertPoolError(_FAULT_CODES[cell.fault], {"shown": cell.shown})
        match column.reader:
            case Reader.NAME:
                return _read_name(shown(cell))
            case Reader.TEXT:
                return _read_text(shown(cell), LONGEST_TEXT)
            case Reader.NAMES:
                return tuple(_read_text(n, LONGEST_NAME) for n in split_values(shown(cell)))
            case Reader.CODE:
                return self._read_code(column, shown(cell))
            case Reader.CODES:
                return self._read_codes(column, shown(cell))
            case _:
                return self._read_exact(column.reader, cell)

    def _read_exact(self, reader: Reader, cell: Cell) -> Value:
        match reader:
            case Reader.DATE:
                return self._read_past_day(cell)
            case Reader.IDENTITY:
                number = check_identity_number(_exact_number(cell), self._as_of)
                return _accept(number.number, number.findings)
            case Reader.CREDIT_CODE:
                code = check_credit_code(_exact_number(cell))
                return _accept(code.number, code.findings)
            case Reader.PHONE:
                phone = check_phone(_exact_number(cell))
                return _accept(phone.number, phone.findings)
            case _:
                return _read_email(shown(cell))

    def _read_past_day(self, cell: Cell) -> date:
        day = read_day(cell)
        if day > self._as_of:
            raise ExpertPoolError("import.in_the_future")
        return day

    def _read_code(self, column: Column, text: str) -> str:
        choices = self._choices[column.vocabulary]
        codes = choices.find(text)
        if len(codes) == 1:
            return codes[0]
        if codes:
            labels = "; ".join(choices.labels[code] for code in codes)
            raise ExpertPoolError("import.several_meanings", {"choices": labels})
        guess = self._guess(column.vocabulary, text)
        if guess:
            raise ExpertPoolError("import.unknown_with_guess", {"part": text, "guess": guess})
        raise ExpertPoolError("import.unknown", {"part": text})

    def _read_codes(self, column: Column, text: str) -> tuple[str, ...]:
        parts = split_values(text, self._choices[column.vocabulary])
        # The same field by code and by name is one field.
        return tuple(dict.fromkeys(self._read_code(column, part) for part in parts))

    def _guess(self, vocabulary: str, text: str) -> str:
        key = (vocabulary, text)
        if key not in self._guesses:
            self._guesses[key] = self._choices[vocabulary].nearest(text)
        return self._guesses[key]


def _accept(number: str, findings: tuple[Finding, ...]) -> str:
    if findings:
        raise ExpertPoolError(findings[0].code, dict(findings[0].params))
    return number


def _exact_number(cell: Cell) -> str:
    """A number as typed; one that the spreadsheet has rounded is refused, not repaired."""
    text = unicodedata.normalize("NFKC", shown(cell)).strip()
    if isinstance(cell, float) and abs(cell) >= _EXACT:
        raise ExpertPoolError("import.digits_lost")
    if _SCIENTIFIC.fullmatch(text):
        raise ExpertPoolError("import.scientific_notation")
    return text.lstrip("'")


def _read_name(text: str) -> str:
    """A name with its spaces put right: none inside a Chinese one, single ones in others."""
    folded = " ".join(unicodedata.normalize("NFKC", text.translate(_DOTS)).split())
    name = folded.replace(" ", "") if _CHINESE.search(folded) else folded
    if any(char.isdecimal() for char in name):
        raise ExpertPoolError("import.digit_in_name")
    return _read_text(name, LONGEST_NAME)


def _read_text(text: str, longest: int) -> str:
    line = " ".join(text.split())
    if hidden := find_hidden(line):
        raise ExpertPoolError("import.hidden_character", {"character": hidden})
    if not line.isprintable():
        raise ExpertPoolError("import.bad_character")
    if len(line) > longest:
        raise ExpertPoolError("import.too_long", {"longest": longest})
    return line


def _read_email(text: str) -> str:
    if hidden := find_hidden(text):
        raise ExpertPoolError("import.hidden_character", {"character": hidden})
    address = "".join(unicodedata.normalize("NFKC", text).split())
    address = address.removeprefix("mailto:")
    if not _EMAIL.fullmatch(address):
        raise ExpertPoolError("import.not_an_email")
    return address
