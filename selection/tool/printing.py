"""How every command prints data: JSON in one style, for programs and for readers alike.

Its one job is that style; it must not know what is printed.
"""

import json


def write_data(told: object) -> str:
    """JSON, two spaces a level, text as it is."""
    return json.dumps(told, ensure_ascii=False, indent=2)
