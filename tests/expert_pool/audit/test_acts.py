"""Acts: each belongs to a group, and each has a sentence in both languages."""

import tomllib
from pathlib import Path

import pytest

from expert_pool.audit.acts import Act, ActGroup, acts_of

SENTENCES = {
    key: words
    for file in Path("web/locale/sentences").glob("*.toml")
    for key, words in tomllib.loads(file.read_text(encoding="utf-8")).items()
}


@pytest.mark.parametrize("group", ActGroup)
def test_a_group_holds_the_acts_that_begin_with_its_name(group: ActGroup) -> None:
    assert acts_of(group) == {act for act in Act if act.value.startswith(f"{group.value}.")}
    assert acts_of(group)


@pytest.mark.parametrize("key", [f"act.{act}" for act in Act] + [f"group.{g}" for g in ActGroup])
def test_an_act_and_a_group_are_named_in_both_languages(key: str) -> None:
    assert set(SENTENCES[key]) == {"zh", "en"}
