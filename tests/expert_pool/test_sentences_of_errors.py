"""Errors of lists and policies, and the conflicts of roles, have sentences in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def sentences(subject: str) -> dict[str, dict[str, str]]:
    path = ROOT / "web/locale/sentences" / f"{subject}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def source(place: str) -> str:
    path = ROOT / "expert_pool" / place
    parts = sorted(path.glob("*.py")) if path.is_dir() else [path]
    return "".join(part.read_text(encoding="utf-8") for part in parts)


@pytest.mark.parametrize(
    ("subject", "place", "family"),
    [("code_lists", "vocabulary", "code_list"), ("policy", "policy", "policy")],
)
def test_every_error_has_a_sentence_and_every_sentence_an_error(
    subject: str, place: str, family: str
) -> None:
    text = source(place)
    direct = set(re.findall(rf'"({family}\.[a-z_]+)"', text))
    by_problem = re.findall(r'(?:broken|_failed)\(\s*"([a-z_]+)"', text)
    by_name = re.findall(r'^[A-Z_]+ = "((?:wrong|out|not)_[a-z_]+)"$', text, re.MULTILINE)
    column = re.findall(r'\("((?:missing|unknown)_column)"', text)
    missing = re.findall(r'problem = "([a-z_]+)" if', text)
    raised = direct | {f"{family}.{it}" for it in (*by_problem, *by_name, *column, *missing)}
    said = {code for code in sentences(subject) if code.count(".") == 1}
    assert raised == said


def test_every_conflict_of_roles_has_a_sentence() -> None:
    written = set(re.findall(r'"((?:SEC|AUD|DRW|REQ|FEE)-\d\d\.[a-z_]+)"', source("roles.py")))
    assert written == set(sentences("roles"))


@pytest.mark.parametrize("subject", ["code_lists", "policy", "roles", "eligibility"])
def test_every_sentence_stands_in_both_languages(subject: str) -> None:
    for entry in sentences(subject).values():
        assert entry["zh"]
        assert entry["en"]
        places = [set(re.findall(r"{(\w+)", entry[language])) for language in ("zh", "en")]
        assert places[0] == places[1]
