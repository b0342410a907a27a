from datetime import date

import pytest

from expert_pool.bulk_import import BrokenCell, Cell, Fault
from expert_pool.bulk_import.choices import build_choices
from expert_pool.bulk_import.columns import COLUMN_BY_KEY
from expert_pool.bulk_import.reading import CellReader, Value
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.bulk_import.samples import AS_OF, GROUND, IDENTITY

READER = CellReader(build_choices(GROUND.lists), AS_OF)
HERBS = tuple(
    code for code, field in GROUND.lists.fields.items() if field.name_zh == "中药、天然药物"
)

TOLERATED: list[tuple[str, Cell, Value]] = [
    ("name", " 张 三 ", "张三"),
    ("name", "张　三", "张三"),
    ("name", "阿·木提", "阿·木提"),
    ("name", "阿•木提", "阿·木提"),
    ("name", "John  Smith", "John Smith"),
    ("name", "Zoë Smith", "Zoë Smith"),
    ("identity_number", "９９００００１９７００１０５００１ｘ", IDENTITY),
    ("identity_number", "990000 19700105 001X", IDENTITY),
    ("identity_number", "'99000019700105001x", IDENTITY),
    ("phone", 13800000000.0, "+8613800000000"),
    ("phone", "138-0000 ００００", "+8613800000000"),
    ("email", " Jia@Example.org ", "Jia@Example.org"),
    ("email", "mailto:jia＠example.org", "jia@example.org"),
    ("birth_date", "1970年1月5日", date(1970, 1, 5)),
    ("sex", "男", "male"),
    ("sex", "Female", "female"),
    ("type", "财务", "financial"),
    ("division", "婺城", "330702"),
    ("division", 330702.0, "330702"),
    ("sector", "高校", "university"),
    ("title", "教授", "S01-01"),
    ("title", "研究员（自然科学研究人员）", "S03-01"),
    ("title", "S02-01", "S02-01"),
    ("qualification", "注册税务师", "Q02"),
    ("honours", "博士生导师；国家杰出青年科学基金获得者", ("H03", "H11")),
    ("fields", "基础软件;10102、10101", ("10101", "10102")),
    ("fields", "中药、天然药物", HERBS),
    ("directions", "编译技术、程序 分析\n操作系统", ("编译技术", "程序 分析", "操作系统")),
    ("advisers", "测乙，测丙", ("测乙", "测丙")),
    ("position", "  系  主任 ", "系 主任"),
    ("credit_code", "91350100M000100Y43", "91350100M000100Y43"),
]


@pytest.mark.parametrize(("key", "cell", "value"), TOLERATED)
def test_what_people_type_is_understood(key: str, cell: Cell, value: Value) -> None:
    assert READER.read(COLUMN_BY_KEY[key], cell) == value


REFUSED: list[tuple[str, Cell, str]] = [
    ("name", "张3", "import.digit_in_name"),
    ("name", "张\ue000", "import.bad_character"),
    ("employer", "长" * 201, "import.too_long"),
    ("identity_number", 3.30702196503151e17, "import.digits_lost"),
    ("identity_number", "3.30702E+17", "import.scientific_notation"),
    ("identity_number", "110105491231002", "IDN-01.first_generation"),
    ("identity_number", "990000197001050011", "IDN-03.wrong_check_digit"),
    ("phone", "1.38E+10", "import.scientific_notation"),
    ("phone", "12", "PHN-02.no_such_number"),
    ("credit_code", "91350100M000100Y44", "USC-01.wrong_check_digit"),
    ("email", "jia.example.org", "import.not_an_email"),
    ("email", "jia\x00@example.org", "import.hidden_character"),
    ("email", "jia\u200b@example.org", "import.hidden_character"),
    ("email", "jia\ue000@exam ple@org", "import.not_an_email"),
    ("name", "测\u202e甲", "import.hidden_character"),
    ("employer", "虚构\u200b大学", "import.hidden_character"),
    ("birth_date", "2026-11-21", "import.in_the_future"),
    ("employer", BrokenCell(Fault.ERROR, "#REF!"), "import.formula_error"),
    ("employer", BrokenCell(Fault.NO_VALUE), "import.formula_without_value"),
    ("title", "研究员", "import.several_meanings"),
    ("title", "高极工程师", "import.unknown_with_guess"),
    ("title", "木匠", "import.unknown"),
]


@pytest.mark.parametrize(("key", "cell", "code"), REFUSED)
def test_what_would_have_to_be_guessed_is_refused(key: str, cell: Cell, code: str) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        READER.read(COLUMN_BY_KEY[key], cell)
    assert refused.value.code == code


def test_the_nearest_entry_is_offered_and_not_taken() -> None:
    for _ in range(2):
        with pytest.raises(ExpertPoolError) as refused:
            READER.read(COLUMN_BY_KEY["title"], "高极工程师")
        assert refused.value.params == {"part": "高极工程师", "guess": "高级工程师"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("婺城", "330702"),
        ("金华婺城", "330702"),
        ("金华市婺城区", "330702"),
        ("金华义乌市", "330782"),
        ("金华", "330700"),
    ],
)
def test_an_area_may_stand_behind_its_city(written: str, code: str) -> None:
    assert READER.read(COLUMN_BY_KEY["division"], written) == code


def test_a_shared_title_names_all_that_it_can_mean() -> None:
    with pytest.raises(ExpertPoolError) as refused:
        READER.read(COLUMN_BY_KEY["title"], "研究员")
    assert str(refused.value.params["choices"]).count("研究员（") == 2


def test_every_label_of_the_template_is_read_as_its_own_code() -> None:
    for choices in build_choices(GROUND.lists).values():
        for code, label in choices.labels.items():
            assert choices.find(label) == (code,)
