"""Hidden characters are found; what people write is left alone."""

import pytest

from expert_pool.plain_text import find_hidden


@pytest.mark.parametrize(
    "code",
    [
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0x200B, 0x2010),
        0x0000, 0x0007, 0x000B, 0x001B, 0x007F, 0x0085, 0x009F, 0x00AD, 0x061C, 0x115F, 0x180E,
        0x2028, 0x2029, 0x2060, 0x2800, 0x3164, 0xD800, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFE, 0xE0041,
    ],
)  # fmt: skip
def test_a_hidden_character_is_named(code: int) -> None:
    assert find_hidden(f"示例{chr(code)}大学") == f"U+{code:04X}"


def test_the_first_of_several_is_named() -> None:
    assert find_hidden("a\u200bb\u202ec") == "U+200B"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王小明",
        "阿依古丽·买买提",
        "Ana-María O’Neill",
        "第一行\r\n\t第二行",
        "示例　大学（有限公司）",
        "\U00020000\U0002a6df",  # Rare characters.
        "\ue000",  # Private use: old systems wrote rare names with it.
        "葛\U000e0100",  # A variant of the character before.
        "α₂ ≥ 3 µm 😀",
        "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert find_hidden(text) == ""
