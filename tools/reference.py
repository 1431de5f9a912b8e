"""Writes the tables of inputs and outputs in the packages' READMEs from the docstrings of their classes.

    python tools/reference.py            # writes
    python tools/reference.py --check    # tells what is out of date, and fails then

A table stands between two comments, and what it shows is named in the first: the inputs of a model, or the outputs of
a component or result, which are its annotated attributes.

    <!-- table: inputs of strongroom.network.NetworkArgs -->
    <!-- end -->
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from strongroom.core._docstrings import annotated_attributes

ROOT = Path(__file__).parents[1]
READMES = sorted(ROOT.glob("components/*/README.md"))

_TABLE = re.compile(r"<!-- table: (inputs|outputs) of ([\w.]+) -->\n.*?<!-- end -->", re.DOTALL)
_LONGEST_DEFAULT = 40


@dataclass(frozen=True)
class Field:
    """An annotated attribute of a class, as its source says it."""

    name: str
    type: str
    default: str | None
    """Its default; None if it is required."""
    description: str


def fields(owner: type) -> list[Field]:
    """Return the public annotated attributes of a class, those of its own before those that it inherits.

    Args:
        owner: The class.

    Raises:
        ValueError: One has no docstring.
    """
    found: dict[str, Field] = {}
    for ancestor in owner.__mro__:
        if ancestor is owner or ancestor.__module__.startswith("strongroom."):
            for field in _own_fields(ancestor):
                found.setdefault(field.name, field)
    return list(found.values())


def rendered(text: str) -> str:
    """Return a README with every table in it written anew.

    Args:
        text: The README.
    """
    return _TABLE.sub(lambda match: _table(match[1], match[2]), text)


def main() -> int:
    """Write the READMEs, or tell which are out of date."""
    stale = [readme for readme in READMES if rendered(readme.read_text()) != readme.read_text()]
    if "--check" not in sys.argv[1:]:
        for readme in stale:
            readme.write_text(rendered(readme.read_text()))
        return 0
    for readme in stale:
        print(f"{readme.relative_to(ROOT)} is out of date: run make reference", file=sys.stderr)
    return 1 if stale else 0


def _own_fields(owner: type) -> Iterator[Field]:
    for name, statement, description in annotated_attributes(owner):
        if name.startswith("_") or name == "model_config":
            continue
        if description is None:
            raise ValueError(f"{owner.__qualname__}.{name} has no docstring")
        annotation = _Shortened().visit(statement.annotation)
        yield Field(name, ast.unparse(annotation), _default(statement.value), description)


class _Shortened(ast.NodeTransformer):
    """Leaves out of an annotation what its description says, and the package that names come from."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Take the type out of an `Annotated`."""
        self.generic_visit(node)
        if ast.unparse(node.value) == "Annotated" and isinstance(node.slice, ast.Tuple):
            return node.slice.elts[0]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Take a name out of its module."""
        return ast.Name(node.attr)


def _default(value: ast.expr | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "Field":
        value = next((keyword.value for keyword in value.keywords if keyword.arg == "default"), None)
        if value is None:
            return None  # a required field with constraints
    return re.sub(r"'([^']*)'", r'"\1"', ast.unparse(value))


def _table(kind: str, path: str) -> str:
    module, _, name = path.rpartition(".")
    owner: type = getattr(importlib.import_module(module), name)
    lines = [f"<!-- table: {kind} of {path} -->"]
    if kind == "inputs":
        lines += ["| Input | Type | Default | Meaning |", "|---|---|---|---|"]
        lines += [f"| `{each.name}` | {_code(each.type)} | {_shown(each)} | {_cell(each)} |" for each in fields(owner)]
    else:
        lines += ["| Output | Type | Meaning |", "|---|---|---|"]
        lines += [f"| `{each.name}` | {_code(each.type)} | {_cell(each)} |" for each in fields(owner)]
    return "\n".join([*lines, "<!-- end -->"])


def _shown(field: Field) -> str:
    if field.default is None:
        return "required"
    return "see there" if len(field.default) > _LONGEST_DEFAULT else _code(field.default)


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _cell(field: Field) -> str:
    paragraphs = [" ".join(paragraph.split()) for paragraph in field.description.split("\n\n")]
    return "<br>".join(paragraphs).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
