from hypothesis import given
from hypothesis import strategies as st

from expert_pool.audit.canonical import canonical_bytes
from selection.documents.fields import Document
from selection.documents.forms import ConflictEntry, ExclusionEntry, PoolEntry
from selection.documents.writing import cut_entries, list_bytes, write_entries

NAMES = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1)
SALTS = st.binary(min_size=16, max_size=16).map(bytes.hex)
FREE = {"e": NAMES, "employer": NAMES, "meets": st.tuples(NAMES, NAMES), "salt": SALTS}
POOL = st.builds(PoolEntry, **FREE)
WEIGHED = st.builds(PoolEntry, **FREE, weight=st.integers(1, 9))
CONFLICTS = st.builds(ConflictEntry, first=NAMES, second=NAMES, salt=SALTS)
EXCLUDED = st.builds(ExclusionEntry, e=NAMES, codes=st.tuples(NAMES), salt=SALTS)
LISTS = st.one_of(st.lists(POOL), st.lists(WEIGHED), st.lists(CONFLICTS), st.lists(EXCLUDED))


class Counted(Document):
    name: str
    many: int
    few: int | None = None


@given(LISTS)
def test_entries_are_written_as_canonical_json(entries: list[Document]) -> None:
    expected = [canonical_bytes(entry.model_dump()) for entry in entries]
    assert write_entries(entries) == expected
    assert list_bytes(entries) == canonical_bytes([entry.model_dump() for entry in entries])


def test_numbers_and_other_signs_are_written_too() -> None:
    entries = [Counted(name="é\t", many=7), Counted(name="b", many=12, few=1)]
    assert write_entries(entries) == [canonical_bytes(entry.model_dump()) for entry in entries]


@given(LISTS, NAMES)
def test_entries_are_cut_out_of_a_document_as_they_were_written(
    entries: list[Document], behind: str
) -> None:
    document = canonical_bytes(
        {
            "a": behind,
            "list": [entry.model_dump() for entry in entries],
            "more": [behind],
        }
    )
    assert cut_entries(document, entries, ("list", "more")) == write_entries(entries)


def test_names_that_look_like_the_edges_of_entries_cut_nothing() -> None:
    names = ("},{", "}],", '}],"more":', '},{"e":', "\\", '"', "x},{\\")
    entries = [PoolEntry(e=name, employer=name, meets=(name,), salt="0" * 32) for name in names]
    plain = [entry.model_dump() for entry in entries]
    document = canonical_bytes({"list": plain, "more": list(names)})
    assert cut_entries(document, entries, ("list", "more")) == write_entries(entries)
