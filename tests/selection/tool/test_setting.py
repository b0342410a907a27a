"""Help texts stand in columns, also where characters take two of them."""

import pytest

from selection.tool.setting import TextSetter, measure, set_lines


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("抽取", 4), ("抽a（", 5)])
def test_a_chinese_character_takes_two_columns(text: str, columns: int) -> None:
    assert measure(text) == columns


def test_no_line_is_wider_than_allowed_unless_it_is_one_word() -> None:
    text = "抽取专家组，并写出抽取凭证。 a-very-long-word-of-english ends"
    lines = list(set_lines(text, 12))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert [line for line in lines if measure(line) > 12] == ["a-very-long-word-of-english"]
    assert not [line for line in lines if line[0] in "，。"]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_makes_no_line(text: str) -> None:
    assert list(set_lines(text, 12)) == []


def test_a_term_too_long_for_its_column_stands_in_a_line_of_its_own() -> None:
    setter = TextSetter(width=40)
    setter.write_dl([("short", "one"), ("a-term-of-many-letters", "two")], col_max=8)
    assert setter.getvalue().splitlines() == [
        "short     one",
        "a-term-of-many-letters",
        "          two",
    ]


def test_a_term_without_a_meaning_stands_alone() -> None:
    setter = TextSetter(width=40)
    setter.write_dl([("--help", ""), ("--out", "文件")])
    assert setter.getvalue().splitlines() == ["--help", "--out   文件"]
