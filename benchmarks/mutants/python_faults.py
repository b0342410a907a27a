"""Plants small faults into Python source, by its syntax tree.

Its one job is to list the mutants of a module; it must not run them.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_REACHING: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
}
_CALLED: Final = {"sorted": "list", "set": "list", "min": "max", "max": "min", "any": "all"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One mutant: where, what was changed, and the whole source with it."""

    module: str
    line: int
    written: str
    change: str
    source: str


def plant_faults(module: str, source: str) -> Iterator[Fault]:
    """Every mutant of a module, one fault each."""
    tree = ast.parse(source)
    skipped = {id(node) for node in _find_prose(tree)}
    lines = source.splitlines()
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in skipped or not hasattr(node, "lineno"):
            continue
        for change, mutant in _mutate(node):
            planted = _replace(tree, place, mutant)
            line: int = node.lineno
            yield Fault(module, line, lines[line - 1].strip(), change, ast.unparse(planted))


def _replace(tree: ast.Module, place: int, mutant: ast.AST) -> ast.AST:
    copied = copy.deepcopy(tree)
    wanted = next(node for number, node in enumerate(ast.walk(copied)) if number == place)

    class Replacer(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return mutant if node is wanted else self.generic_visit(node)

    return ast.fix_missing_locations(Replacer().visit(copied))


def _find_prose(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, bare text, the list of public names, and the options of a data class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (part for one in node.decorator_list for part in ast.walk(one))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield from (node, node.value)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            yield from ast.walk(node)


def _mutate(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant):
        yield from _mutate_constant(node)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        for number, operator in enumerate(node.ops):
            ops = [*node.ops]
            ops[number] = _COMPARED[type(operator)]()
            changed = ast.Compare(node.left, ops, node.comparators)
            yield f"{type(operator).__name__} to {type(ops[number]).__name__}", changed
    elif isinstance(node, ast.BinOp) and type(node.op) in _REACHING:
        other = _REACHING[type(node.op)]
        yield (
            f"{type(node.op).__name__} to {other.__name__}",
            ast.BinOp(node.left, other(), node.right),
        )
    elif isinstance(node, ast.BoolOp):
        both = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and with or exchanged", ast.BoolOp(both, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not taken away", node.operand
    else:
        yield from _mutate_structure(node)


def _mutate_constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} to {not value}", ast.Constant(not value)
    elif isinstance(value, int):
        for other in (value + 1, value - 1):
            yield f"{value} to {other}", ast.Constant(other)
    elif isinstance(value, bytes):
        yield "a byte more", ast.Constant(value + b"x")


def _mutate_structure(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Raise):
        yield "raise taken away", ast.Pass()
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "call taken away", ast.Pass()
    elif isinstance(node, ast.If | ast.IfExp) and isinstance(node.test, ast.Name | ast.Call):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield "condition turned round", changed
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        if not (node.func.id == "sorted" and node.keywords):
            name = _CALLED[node.func.id]
            yield f"{node.func.id} to {name}", ast.Call(ast.Name(name), node.args, [])
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        yield "another word", _say_otherwise(node)
    elif isinstance(node, ast.keyword) and node.arg == "pattern":
        yield from _loosen(node)


def _say_otherwise(node: ast.Subscript) -> ast.AST:
    changed = copy.deepcopy(node)
    first = next(n for n in ast.walk(changed) if isinstance(n, ast.Constant))
    first.value = f"{first.value!s}x"
    return changed


def _loosen(node: ast.keyword) -> Iterator[tuple[str, ast.AST]]:
    """A pattern without its ends, and with other bounds."""
    pattern = node.value
    if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
        return
    text = pattern.value
    for change, other in (
        ("pattern without its beginning", text.removeprefix("^")),
        ("pattern without its end", text.removesuffix("$")),
        ("pattern of capitals too", text.replace("a-f", "a-fA-F")),
        ("pattern of spaces too", text.replace("!-~", " -~")),
        ("pattern of one less", text.replace("1,100", "1,99").replace("{64}", "{63}")),
        ("pattern of nothing too", text.replace("{1,", "{0,")),
    ):
        if other != text:
            yield change, ast.keyword("pattern", ast.Constant(other))
