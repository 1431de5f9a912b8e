"""The docstrings under the annotated attributes of a class, which Python does not keep: they are read in its source."""

import ast
import inspect
import textwrap
from collections.abc import Iterator


def annotated_attributes(owner: type) -> Iterator[tuple[str, ast.AnnAssign, str | None]]:
    """Yield the name, the source and the docstring of each annotated attribute that a class has of its own.

    Args:
        owner: The class.

    Raises:
        OSError: Its source can't be read.
    """
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            match following:
                case ast.Expr(value=ast.Constant(value=str(docstring))):
                    yield statement.target.id, statement, inspect.cleandoc(docstring)
                case _:
                    yield statement.target.id, statement, None


def attribute_docstrings(owner: type) -> dict[str, str]:
    """Return the docstrings of a class's own annotated attributes, by their names; none of a class without a source.

    Args:
        owner: The class.
    """
    try:
        return {name: docstring for name, _, docstring in annotated_attributes(owner) if docstring}
    except (OSError, TypeError, SyntaxError):  # made by a call, by `exec`, or in a way that can't be read alone
        return {}
