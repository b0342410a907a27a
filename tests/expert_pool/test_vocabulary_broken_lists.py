"""A table of broken lists: each is refused with file, line, column and value."""

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.vocabulary import build_code_lists, parse_fields, read_list_texts

# file, text to replace (once), replacement, problem, (line, column, value)
BROKEN = [
    ("fields.csv", "102,2,10,微", "101,2,10,微", "duplicate_code", (16, "code", "101")),
    ("fields.csv", "101,2,10,软件", "101,2,99,软件", "unknown_reference", (3, "parent_code", "99")),
    ("fields.csv", "101,2,10,软件", "101,3,10,软件", "wrong_level", (3, "level", "3")),
    ("fields.csv", "101,2,10,软件", "101,2,,软件", "wrong_level", (3, "level", "2")),
    ("fields.csv", "10102,3,101", "10102,4,10101", "wrong_level", (5, "level", "4")),
    ("fields.csv", "101,2,10,软件", "101,二,10,软件", "not_a_number", (3, "level", "二")),
    ("fields.csv", "101,2,10,软件", "101,-2,10,软件", "not_a_number", (3, "level", "-2")),
    ("fields.csv", "101,2,10,软件", "101,2,10, ", "empty_value", (3, "name_zh", "")),
    ("fields.csv", "101,2,10,软件", ",2,10,软件", "empty_value", (3, "code", "")),
    ("fields.csv", ",软件,Software,", ",软件,,", "empty_value", (3, "name_en", "")),
    ("fields.csv", "10,1,,电子", "10,1,101,电子", "cycle", (2, "parent_code", "101")),
    ("fields.csv", "name_en", "name", "missing_column", (1, "name_en", "name_en")),
    ("fields.csv", "confidence", "confidence,note", "unknown_column", (1, "note", "note")),
    ("fields.csv", "confidence", "confidence,code", "unknown_column", (1, "code", "code")),
    ("fields.csv", "101,2,10,软件", "101,2,软件", "wrong_cell_count", (3, "code", "101")),
    ("disciplines.csv", "110,1,,A,自", "110,1,,,自", "empty_value", (2, "category_code", "")),
    ("disciplines.csv", "11011,2,110", "11011,3,110", "wrong_level", (3, "level", "3")),
    ("disciplines.csv", "11014,2,110", "11014,3,11011", "wrong_level", (4, "level", "3")),
    ("titles.csv", "full_senior,教授", "senior,教授", "not_a_choice", (2, "level", "senior")),
    ("titles.csv", "Lecturer,no", "Lecturer,yes", "wrong_level", (4, "level", "intermediate")),
    ("titles.csv", "Lecturer,no", "Lecturer,maybe",
     "not_a_choice", (4, "counts_as_senior", "maybe")),
    ("qualifications.csv", "licence,yes,no,named", "licence,yes,perhaps,named",
     "not_a_choice", (2, "technical_senior_eligible", "perhaps")),
    ("honours.csv", "Sciences,yes", "Sciences,", "not_a_choice", (2, "age_exception", "")),
    ("divisions.csv", "330700,金华市", "330701,金华市",
     "unknown_reference", (3, "parent_code", "330700")),
    ("divisions.csv", "prefecture,yes,,", "prefecture,yes,330702,",
     "cycle", (2, "parent_code", "330702")),
    ("divisions.csv", "prefecture,yes,,", "prefecture,yes,330700,",
     "cycle", (2, "parent_code", "330700")),
    ("divisions.csv", "district", "borough", "not_a_choice", (3, "kind", "borough")),
    ("activities.csv", "panel,random,5,3,4", "lottery,random,5,3,4",
     "not_a_choice", (2, "kind", "lottery")),
    ("activities.csv", "panel,random,5,3,4", "panel,random,5,3,3",
     "wrong_seats", (2, "seats_default", "5")),
    ("activities.csv", "panel,random,5,3,4", "panel,random,5,6,4",
     "wrong_seats", (2, "seats_min", "6")),
    ("activities.csv", "panel,random,5,3,4", "none,random,5,3,4",
     "wrong_seats", (2, "seats_default", "5")),
    ("activities.csv", "meeting,full,yes", "meeting,complete,yes",
     "unknown_reference", (2, "recusal_profile", "complete")),
    ("recusal_grounds.csv", "COI-01,auto", ",auto", "empty_value", (2, "rule_id", "")),
    ("recusal_profiles.csv", "COI-07", "COI-99", "unknown_reference", (3, "rule_ids", "COI-99")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "problem", "place"),
    BROKEN,
    ids=[f"{row[0]}-{row[3]}-{number}" for number, row in enumerate(BROKEN)],
)
def test_a_broken_list_is_refused_by_its_place(
    file: str, old: str, new: str, problem: str, place: tuple[int, str, str]
) -> None:
    texts = read_list_texts()
    assert old in texts[file], "the table no longer matches the list"
    texts[file] = texts[file].replace(old, new, 1)
    with pytest.raises(ExpertPoolError) as caught:
        build_code_lists(texts)
    assert caught.value.code == f"code_list.{problem}"
    told = caught.value.params
    assert told["file"] == file
    assert (told["line"], told["column"], told["value"]) == place


def test_a_value_outside_the_choices_is_told_with_the_allowed_ones() -> None:
    texts = read_list_texts()
    texts["honours.csv"] = texts["honours.csv"].replace("Sciences,yes", "Sciences,Y", 1)
    with pytest.raises(ExpertPoolError) as caught:
        build_code_lists(texts)
    assert caught.value.params["allowed"] == "yes | no"


@pytest.mark.parametrize("text", ["", "\n"])
def test_an_empty_file_lacks_its_first_column(text: str) -> None:
    with pytest.raises(ExpertPoolError) as caught:
        parse_fields(text)
    assert caught.value.code == "code_list.missing_column"
    assert caught.value.params["column"] == "code"


def test_an_open_quote_is_unreadable() -> None:
    with pytest.raises(ExpertPoolError) as caught:
        parse_fields('code,level\n"10,1')
    assert caught.value.code == "code_list.unreadable"
    assert caught.value.params["file"] == "fields.csv"


def test_the_cells_of_a_short_line_are_counted() -> None:
    header = "code,level,parent_code,name_zh,name_en,confidence,search_words"
    with pytest.raises(ExpertPoolError) as caught:
        parse_fields(f"{header}\n10,1\n")
    assert (caught.value.params["cells"], caught.value.params["expected"]) == (2, 7)
