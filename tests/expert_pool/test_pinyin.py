import pytest

from expert_pool.pinyin import pinyin_of


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("曾明", "zeng ming"),
        ("单立国", "shan li guo"),
        ("仇英", "qiu ying"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("王曾", "wang ceng"),
        ("张伟", "zhang wei"),
        ("Alice Smith", "alice smith"),
        ("", ""),
    ],
)
def test_a_surname_is_read_as_a_surname(name, reading):
    assert pinyin_of(name) == reading
