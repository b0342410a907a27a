"""The pledge, both consents and the words of acceptance: in versions, in both languages.

The texts are data beside the code lists. A changed text gets a new version, and what is
stored with an application is the version that the person saw.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from expert_pool.policy import Wording


@dataclass(frozen=True, slots=True)
class DeclaredText:
    """One text in one version: title and paragraphs."""

    version: str
    title: Wording
    paragraphs: tuple[Wording, ...]


@lru_cache(maxsize=1)
def declared_texts() -> Mapping[str, DeclaredText]:
    """The texts in force, by name; `sensitive` is the consent apart from the general one."""
    folder = files("expert_pool") / "data" / "texts"
    return {
        name: _read((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("pledge", "consent", "sensitive", "acceptance")
    }


def _read(text: str) -> DeclaredText:
    content = tomllib.loads(text)
    return DeclaredText(
        version=content["version"],
        title=Wording(content["title_zh"], content["title_en"]),
        paragraphs=tuple(Wording(part["zh"], part["en"]) for part in content["paragraphs"]),
    )
