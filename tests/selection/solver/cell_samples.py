"""Rules over cells, built from numbers."""

from selection.solver.rows import CellRules, Row


def make_rules(sizes: tuple[int, ...], seats: int, *rows: Row) -> CellRules:
    """Cells of these sizes, a panel of so many seats, and the rows given."""
    everybody = Row(tuple((place, 1) for place in range(len(sizes))), seats, seats)
    return CellRules(sizes, seats, (everybody, *rows))
