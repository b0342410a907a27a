"""The controlled lists of the pool: fields, disciplines, titles, areas, activities, grounds.

Data in `expert_pool/data/lists`; this package loads them once and refuses a broken
list. It knows no expert and no rule.
"""

from functools import cache
from importlib.resources import files

from expert_pool.vocabulary.code_lists import (
    LIST_FILES,
    CodeLists,
    build_code_lists,
    normal_name,
)
from expert_pool.vocabulary.entries import (
    Activity,
    ActivityKind,
    Composition,
    Discipline,
    Division,
    DivisionKind,
    Entry,
    FeeRule,
    FoundBy,
    GroundAction,
    Honour,
    NamePolicy,
    Qualification,
    QualificationKind,
    RecusalGround,
    RecusalProfile,
    SelectionMethod,
    SeniorStanding,
    TechnicalField,
    Title,
    TitleLevel,
    Window,
)
from expert_pool.vocabulary.parsing import (
    parse_activities,
    parse_disciplines,
    parse_divisions,
    parse_fields,
    parse_honours,
    parse_qualifications,
    parse_recusal_grounds,
    parse_recusal_profiles,
    parse_titles,
)

__all__ = [
    "LIST_FILES",
    "Activity",
    "ActivityKind",
    "CodeLists",
    "Composition",
    "Discipline",
    "Division",
    "DivisionKind",
    "Entry",
    "FeeRule",
    "FoundBy",
    "GroundAction",
    "Honour",
    "NamePolicy",
    "Qualification",
    "QualificationKind",
    "RecusalGround",
    "RecusalProfile",
    "SelectionMethod",
    "SeniorStanding",
    "TechnicalField",
    "Title",
    "TitleLevel",
    "Window",
    "build_code_lists",
    "load_code_lists",
    "normal_name",
    "parse_activities",
    "parse_disciplines",
    "parse_divisions",
    "parse_fields",
    "parse_honours",
    "parse_qualifications",
    "parse_recusal_grounds",
    "parse_recusal_profiles",
    "parse_titles",
    "read_list_texts",
]


def read_list_texts() -> dict[str, str]:
    """The packaged list files as they are, by file name."""
    folder = files("expert_pool") / "data" / "lists"
    return {name: (folder / name).read_text(encoding="utf-8") for name in LIST_FILES}


def load_code_lists(divisions: str | None = None) -> CodeLists:
    """The packaged code lists, read and checked once; a city may give its own list of areas.

    Args:
        divisions: The text of a `divisions.csv` to take in place of the packaged one.

    Raises:
        ExpertPoolError: `code_list.…` with file, line, column and value.
    """
    return _load(divisions)


@cache
def _load(divisions: str | None) -> CodeLists:
    own = {} if divisions is None else {"divisions.csv": divisions}
    return build_code_lists({**read_list_texts(), **own})
