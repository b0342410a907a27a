"""The columns of a pool's workbook: key, headers, synonyms, reader. One table, nothing else.

The template, the import and the documents all take the columns from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from expert_pool.bulk_import.cells import Cell, SheetRow, is_empty, shown
from expert_pool.errors import ExpertPoolError
from expert_pool.vocabulary import normal_name

HEADER_SEARCH = 10
FEWEST_KNOWN = 3


class Reader(StrEnum):
    """How the cells of a column are read."""

    NAME = "name"
    TEXT = "text"
    NAMES = "names"
    IDENTITY = "identity"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    CREDIT_CODE = "credit_code"
    CODE = "code"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its header in both languages, other headers seen, and its reader."""

    key: str
    zh: str
    en: str
    reader: Reader
    required: bool = False
    vocabulary: str = ""
    synonyms: tuple[str, ...] = field(default=())

    @property
    def header(self) -> str:
        """The header of the template, both languages in one cell."""
        return f"{self.zh} / {self.en}"


COLUMNS: tuple[Column, ...] = (
    Column("name", "姓名", "Name", Reader.NAME, True, synonyms=("专家姓名", "full name")),
    Column("sex", "性别", "Sex", Reader.CODE, vocabulary="sexes", synonyms=("gender",)),
    Column(
        "birth_date",
        "出生日期",
        "Birth date",
        Reader.DATE,
        synonyms=("出生年月", "出生年月日", "生日", "date of birth", "birthday"),
    ),
    Column(
        "identity_number",
        "身份证号",
        "Identity number",
        Reader.IDENTITY,
        True,
        synonyms=("身份证号码", "身份证", "证件号码", "证件号", "居民身份证号", "id number", "id"),
    ),
    Column(
        "phone",
        "手机号码",
        "Phone",
        Reader.PHONE,
        synonyms=("手机", "手机号", "电话", "联系电话", "联系方式", "mobile", "telephone"),
    ),
    Column(
        "email",
        "电子邮箱",
        "E-mail",
        Reader.EMAIL,
        True,
        synonyms=("邮箱", "电子邮件", "e-mail地址", "email", "mail"),
    ),
    Column(
        "type",
        "专家类型",
        "Expert type",
        Reader.CODE,
        True,
        "types",
        synonyms=("类型", "专家类别", "type"),
    ),
    Column(
        "division",
        "所在区域",
        "Division",
        Reader.CODE,
        True,
        "divisions",
        synonyms=("所在地区", "地区", "区域", "所属区县", "县市区", "所在县市区", "region", "area"),
    ),
    Column(
        "employer",
        "工作单位",
        "Employer",
        Reader.TEXT,
        True,
        synonyms=("单位", "单位名称", "所在单位", "单位全称", "organisation", "organization"),
    ),
    Column(
        "credit_code",
        "单位统一社会信用代码",
        "Employer credit code",
        Reader.CREDIT_CODE,
        synonyms=("统一社会信用代码", "信用代码", "单位信用代码", "credit code", "uscc"),
    ),
    Column(
        "employed_since",
        "入职日期",
        "Employed since",
        Reader.DATE,
        synonyms=("入职时间", "任职起始日期", "到岗日期", "employment start"),
    ),
    Column("position", "职务", "Position", Reader.TEXT, synonyms=("岗位", "现任职务", "post")),
    Column(
        "sector",
        "单位性质",
        "Sector",
        Reader.CODE,
        vocabulary="sectors",
        synonyms=("单位类型", "单位类别"),
    ),
    Column(
        "title",
        "职称",
        "Professional title",
        Reader.CODE,
        vocabulary="titles",
        synonyms=("专业技术职称", "专业技术职务", "技术职称", "title"),
    ),
    Column(
        "title_date",
        "职称取得日期",
        "Title obtained",
        Reader.DATE,
        synonyms=("职称取得时间", "职称评定时间", "取得职称日期", "title date"),
    ),
    Column(
        "qualification",
        "职业资格",
        "Qualification",
        Reader.CODE,
        vocabulary="qualifications",
        synonyms=("执业资格", "资格证书", "专业资格", "职业资格证书"),
    ),
    Column(
        "qualification_date",
        "资格取得日期",
        "Qualification obtained",
        Reader.DATE,
        synonyms=("资格取得时间", "qualification date"),
    ),
    Column(
        "honours",
        "荣誉称号",
        "Honours",
        Reader.CODES,
        vocabulary="honours",
        synonyms=("荣誉", "人才称号", "honors"),
    ),
    Column(
        "fields",
        "技术领域",
        "Technical fields",
        Reader.CODES,
        vocabulary="fields",
        synonyms=("领域", "专业领域", "所属领域", "fields", "field"),
    ),
    Column(
        "field_since",
        "从事该领域起始日期",
        "In the field since",
        Reader.DATE,
        synonyms=("从事领域起始日期", "从业起始日期", "开始从事时间", "field since"),
    ),
    Column(
        "disciplines",
        "学科专业",
        "Disciplines",
        Reader.CODES,
        vocabulary="disciplines",
        synonyms=("学科", "专业类别", "专业", "学科领域", "discipline"),
    ),
    Column(
        "directions",
        "研究方向",
        "Research directions",
        Reader.NAMES,
        synonyms=("主要研究方向", "研究领域", "research direction"),
    ),
    Column(
        "financial_since",
        "从事财务工作起始日期",
        "In financial work since",
        Reader.DATE,
        synonyms=("财务工作起始日期", "working since"),
    ),
    Column(
        "advisers",
        "导师姓名",
        "Advisers",
        Reader.NAMES,
        synonyms=("导师", "硕博导师", "adviser", "advisor"),
    ),
)

COLUMN_BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one file stand: header row, place by key, header by key."""

    header_row: int
    places: Mapping[str, int]
    headers: Mapping[str, str]
    ignored: tuple[str, ...]


def _header_forms(text: str) -> tuple[str, ...]:
    """The header, and its parts where two languages share one cell; asterisks do not count."""
    parts = (text, *text.replace("\n", "/").split("/"))
    return tuple(normal_name(part).strip("*()（）:") for part in parts)


def _known_headers() -> dict[str, str]:
    return {
        form: column.key
        for column in COLUMNS
        for name in (column.zh, column.en, *column.synonyms)
        for form in _header_forms(name)[:1]
    }


_KEYS = _known_headers()


def _key_of(cell: Cell) -> str | None:
    return next((_KEYS[form] for form in _header_forms(shown(cell)) if form in _KEYS), None)


def find_layout(rows: tuple[SheetRow, ...]) -> Layout:
    """The header row, wherever it stands among the first ten, and what its columns are.

    Raises:
        ExpertPoolError: `import.no_header`, `import.column_twice`, `import.columns_missing`.
    """
    best = max(
        rows[:HEADER_SEARCH],
        key=lambda row: sum(_key_of(cell) is not None for cell in row.cells),
        default=SheetRow(1, ()),
    )
    named = [(place, _key_of(cell), shown(cell).strip()) for place, cell in enumerate(best.cells)]
    if sum(key is not None for _, key, _ in named) < FEWEST_KNOWN:
        raise ExpertPoolError("import.no_header")
    places: dict[str, int] = {}
    headers: dict[str, str] = {}
    for place, key, header in named:
        if key is None:
            continue
        if key in places:
            raise ExpertPoolError("import.column_twice", {"first": headers[key], "second": header})
        places[key], headers[key] = place, header
    _require_columns(places)
    ignored = tuple(header for _, key, header in named if key is None and header)
    return Layout(best.number, places, headers, ignored)


def _require_columns(places: Mapping[str, int]) -> None:
    missing = [column.header for column in COLUMNS if column.required and column.key not in places]
    if missing:
        raise ExpertPoolError("import.columns_missing", {"columns": "; ".join(missing)})


def is_blank(row: SheetRow) -> bool:
    """Whether nothing stands in a row."""
    return all(is_empty(cell) for cell in row.cells)
