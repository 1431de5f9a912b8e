"""How widgets are laid out on a dashboard.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

COLUMNS = 24
"""Columns that a dashboard has."""
_MOST_IN_A_ROW = 4


@dataclass(frozen=True)
class Widget:
    """A widget that has no place yet."""

    type: str
    """Its type, as CloudWatch calls it."""
    width: int
    """Columns that it takes, 1 to 24."""
    height: int
    """Rows that it takes, one or more."""
    properties: dict[str, Any]
    """What it shows; it may hold Outputs."""

    @property
    def metrics(self) -> int:
        """Metrics that it shows or uses in expressions."""
        return sum(not isinstance(row[0], dict) for row in self.properties.get("metrics", ()))


@dataclass(frozen=True)
class Rows:
    """A section of a dashboard: a header, and widgets below it."""

    title: str
    """What the header says."""
    widgets: Sequence[Widget]
    """The widgets, from left to right and from top to bottom."""


def laid_out(sections: Sequence[Rows]) -> list[dict[str, Any]]:
    """Place the widgets of all sections, one section below the other, none above another.

    Within a section they flow like words: from left to right, in a new row where the last is full.

    Args:
        sections: The sections from top to bottom.

    Returns:
        The widgets as the body of a dashboard has them.
    """
    placed: list[dict[str, Any]] = []
    top = 0
    for section in sections:
        header = Widget("text", COLUMNS, 1, {"markdown": f"## {section.title}", "background": "transparent"})
        for widget, x, y in _flow([header, *section.widgets]):
            place = {"type": widget.type, "x": x, "y": top + y, "width": widget.width, "height": widget.height}
            placed.append(place | {"properties": widget.properties})
        top = max(each["y"] + each["height"] for each in placed)
    return placed


def in_even_rows(widgets: Sequence[Widget]) -> list[Widget]:
    """Return widgets as wide as they must be to fill rows of at most four, as evenly as can be.

    Args:
        widgets: The widgets, from left to right and from top to bottom.
    """
    rows = -(-len(widgets) // _MOST_IN_A_ROW)
    wide: list[Widget] = []
    for row in range(rows):
        in_row = len(widgets) // rows + (row < len(widgets) % rows)
        wide += [replace(each, width=COLUMNS // in_row) for each in widgets[len(wide) : len(wide) + in_row]]
    return wide


def _flow(widgets: Sequence[Widget]) -> Iterator[tuple[Widget, int, int]]:
    x = y = row = 0
    for widget in widgets:
        if x + widget.width > COLUMNS:
            x, y, row = 0, y + row, 0
        yield widget, x, y
        x, row = x + widget.width, max(row, widget.height)
