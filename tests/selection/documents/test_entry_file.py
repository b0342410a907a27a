"""The file of one candidate's own entry: what it holds, and what it never holds."""

from fractions import Fraction

import pytest

from expert_pool.audit.merkle import proves_inclusion
from selection.cells import find_chances
from selection.documents.commitment import commit_draw, leaf_of
from selection.documents.entry_file import (
    EntryFile,
    entry_file_bytes,
    find_stated_chance,
    parse_entry_file,
    write_entry_file,
)
from selection.documents.forms import PoolEntry
from selection.errors import SelectionError
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import Drawn, draw, encode, loads, make_frame


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw()


def test_every_candidate_gets_the_own_entry_with_a_path_to_the_root(drawn: Drawn) -> None:
    pool = drawn.commitment.document.pool
    for index, entry in enumerate(drawn.commitment.pool):
        file = write_entry_file(drawn.commitment, entry.e)
        assert file.opening.entry == entry
        assert file.opening.index == index
        assert file.commit_hash == drawn.commitment.hash
        path = [bytes.fromhex(node) for node in file.opening.path]
        root = bytes.fromhex(pool.root)
        assert proves_inclusion(leaf_of(entry), index, pool.size, path, root)


def test_the_stated_chances_are_those_of_the_table_and_add_up_to_the_seats(drawn: Drawn) -> None:
    cells, chances = drawn.table.cells, find_chances(drawn.table)
    by_name = {
        name: chance for cell, chance in zip(cells, chances, strict=True) for name in cell.members
    }
    files = [write_entry_file(drawn.commitment, entry.e) for entry in drawn.commitment.pool]
    stated = {file.opening.entry.e: Fraction(*file.chance) for file in files}
    assert stated == by_name
    assert sum(stated.values()) == drawn.problem.rules.seats


def test_nobody_elses_pseudonym_is_in_the_file(drawn: Drawn) -> None:
    everybody = [entry.e for entry in drawn.commitment.pool]
    for own in everybody:
        written = entry_file_bytes(write_entry_file(drawn.commitment, own)).decode()
        assert [name for name in everybody if f'"{name}"' in written] == [own]


def test_who_was_no_candidate_has_no_entry(drawn: Drawn) -> None:
    with pytest.raises(SelectionError, match=r"entry\.no_candidate"):
        write_entry_file(drawn.commitment, "x000")


def test_a_written_entry_reads_as_the_same_entry(drawn: Drawn) -> None:
    file = write_entry_file(drawn.commitment, drawn.commitment.pool[0].e)
    assert parse_entry_file(entry_file_bytes(file)) == file


def test_people_and_employers_with_cells_of_their_own_are_found_there() -> None:
    problem = make_problem(conflicts=[(1, 2)])
    cells = make_table(problem, (), employers=["u0"], people=["e001"]).cells
    rows = [
        (tuple(int(other == place) for other in range(len(cells))), place + 1)
        for place in range(len(cells))
    ]
    table = make_table(problem, rows, employers=["u0"], people=["e001"])
    commitment = commit_draw(make_frame(), problem, table, [], b"s" * 32)
    assert any(cell.employer for cell in cells)
    assert any(cell.person for cell in cells)
    for cell, chance in zip(cells, find_chances(table), strict=True):
        for name in cell.members:
            assert Fraction(*write_entry_file(commitment, name).chance) == chance


def test_an_entry_that_fits_no_cell_has_no_chance(drawn: Drawn) -> None:
    stranger = PoolEntry(e="p0", employer="", meets=("no-such-quota",), salt="00" * 16)
    with pytest.raises(SelectionError, match=r"entry\.no_cell"):
        find_stated_chance(drawn.commitment.document, stranger)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda told: encode(told) + b"\n", "entry.not_canonical"),
        (lambda told: encode(told)[:-1], "entry.not_canonical"),
        (lambda _: b"[]", "entry.not_an_entry"),
        (lambda told: encode(told | {"name": "x"}), "entry.not_an_entry"),
        (lambda told: encode(told | {"type": "draw.receipt"}), "entry.not_an_entry"),
        (lambda told: encode(told | {"chance": ["1", 2]}), "entry.not_an_entry"),
        (lambda told: encode(told | {"chance": [1, 0]}), "entry.not_an_entry"),
        (lambda told: encode(told | {"commit_hash": "00"}), "entry.not_an_entry"),
    ],
)
def test_what_is_no_entry_is_refused_with_its_place(drawn: Drawn, damage, code: str) -> None:
    told = loads(entry_file_bytes(write_entry_file(drawn.commitment, drawn.commitment.pool[0].e)))
    with pytest.raises(SelectionError) as caught:
        parse_entry_file(damage(told))
    assert caught.value.code == code
    assert caught.value.params["where"]


def test_the_form_is_the_published_one() -> None:
    assert list(EntryFile.model_fields) == ["v", "type", "commit_hash", "opening", "chance"]
