"""Every finding and error of conflicts, requests and screening can be said in both languages."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parents[2]
CODE = re.compile(
    r'"((?:[A-Z]{3}-\d\d|quota|request|party|review|problem|criteria|recusal)\.[a-z_]+)"'
)
SOURCES = (
    *(ROOT / "expert_pool/conflicts").glob("*.py"),
    ROOT / "expert_pool/duplicates.py",
    *(ROOT / "selection/requests").glob("*.py"),
    *(ROOT / "selection/candidates").glob("*.py"),
)
BUILT = {
    *(f"POL-03.{standing}" for standing in ("imported", "suspended", "exited")),
    *(f"COI-14.{of}_cap_raised" for of in ("employer", "group")),
    *(f"REQ-05.too_few_for_{place}" for place in ("panel", "quota")),
    *(f"POL-07.thin_for_{place}" for place in ("panel", "quota")),
}
SENTENCES = {
    code: entry
    for name in ("conflicts", "screening", "requests")
    for code, entry in tomllib.loads(
        (ROOT / f"web/locale/sentences/{name}.toml").read_text(encoding="utf-8")
    ).items()
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    written = {code for path in SOURCES for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert written | BUILT == set(SENTENCES)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_say_the_same_parameters(code: str) -> None:
    entry = SENTENCES[code]
    assert entry["zh"].strip()
    assert entry["en"].strip()
    assert places(entry["zh"]) == places(entry["en"])
