"""The one error family of the expert pool: a code and parameters, never a sentence.

Beside it stands what nobody can act on by other input: a database that is away.
"""

from collections.abc import Mapping


class ExpertPoolError(Exception):
    """What a caller can act on; `web/locale` has a sentence in each language for `code`."""

    def __init__(self, code: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, object] = dict(params or {})

    def __reduce__(self) -> tuple[type["ExpertPoolError"], tuple[str, dict[str, object]]]:
        """Survive the way back from a worker process with code and parameters."""
        return (type(self), (self.code, self.params))

    def __str__(self) -> str:
        """Show code and parameters, for logs; screens use the catalogue."""
        listed = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code}({listed})" if listed else self.code


class DatabaseAway(Exception):  # noqa: N818 - it names the state that people are told
    """The database does not answer at the moment; the next act tries anew by itself.

    It is none of the errors with a code: no form may take it for something wrong in a field.
    """
