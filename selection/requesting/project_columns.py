"""The columns of the workbook that brings projects: their headers, and what is said about them.

Reading the cells is for `project_sheet`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the template: key, both headers, how it is explained."""

    key: str
    zh: str
    en: str
    needed: bool = False
    note_zh: str = ""
    note_en: str = ""


COLUMNS: Final = (
    SheetColumn("number", "项目编号", "Project number", needed=True),
    SheetColumn("name", "项目名称", "Name of the project", needed=True),
    SheetColumn("programme", "计划类别", "Programme"),
    SheetColumn("field", "技术领域", "Technical field", False, "代码或者名称", "code or name"),
    SheetColumn("division", "申报地区", "Division", False, "代码或者名称", "code or name"),
    SheetColumn("starts", "开始日期", "Begins on"),
    SheetColumn("ends", "结束日期", "Ends on"),
    SheetColumn("lead", "承担单位", "Lead unit", needed=True),
    SheetColumn("lead_code", "承担单位信用代码", "Credit code of the lead unit", needed=True),
    SheetColumn("partners", "合作单位", "Partner units", False, "用分号隔开", "by semicolons"),
    SheetColumn(
        "partner_codes",
        "合作单位信用代码",
        "Credit codes of the partners",
        False,
        "用分号隔开，与合作单位顺序一致",
        "by semicolons, in the order of the partners",
    ),
    SheetColumn("leader", "项目负责人", "Project leader", needed=True),
    SheetColumn("members", "项目组成员", "Team members", False, "用分号隔开", "by semicolons"),
    SheetColumn(
        "leader_identity",
        "项目负责人身份证号",
        "Identity number of the leader",
        False,
        "选填，单元格设为文本格式；加密保存",
        "optional, as text; stored sealed",
    ),
    SheetColumn(
        "member_identities",
        "项目组成员身份证号",
        "Identity numbers of the members",
        False,
        "选填，用分号隔开，与成员顺序一致，没有的留空",
        "optional, by semicolons in the order of the members; empty where unknown",
    ),
)

# What these hold is never repeated, not even to say that it is wrong.
SECRET: Final = frozenset({"leader_identity", "member_identities"})
