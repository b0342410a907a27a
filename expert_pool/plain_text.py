"""Characters that nobody sees: they turn a line around, or make two names look alike.

One place for forms, the API and imports. It judges text alone: what a field should hold,
and what the error says beside it, is for those who read the field.
"""

import unicodedata

_LINES = frozenset("\t\n\r")
# Control (Cc), format (Cf: direction, zero width, tags), line and paragraph separators, halves
# of a pair. Characters of private use and variants stay: rare names are written with them.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Letters and signs by their category that are drawn as nothing (Unicode, Default_Ignorable).
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufffe\uffff")


def find_hidden(text: str) -> str:
    """The first hidden character as one would look it up, such as `U+202E`; or nothing.

    Tabs and ends of lines are no hidden characters: text of several lines has them.
    """
    found = next((sign for sign in text if _is_hidden(sign)), "")
    return f"U+{ord(found):04X}" if found else ""


def _is_hidden(sign: str) -> bool:
    if sign in _LINES:
        return False
    return sign in _BLANK or unicodedata.category(sign) in _HIDDEN
