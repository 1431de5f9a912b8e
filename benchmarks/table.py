"""What was measured, as a Markdown table that is also easy to read in a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

Unit = Literal["s", "ms", "times", "MB"]
_DECIMALS: Final[dict[Unit, int]] = {"s": 2, "ms": 1, "times": 2, "MB": 0}
_HEADINGS = ("What", "Measured", "Aim", "Met")


@dataclass(frozen=True)
class Row:
    """One thing that was measured, several times."""

    what: str
    """What it is, for a reader who knows the project but not the benchmark."""
    values: Sequence[float]
    """One value per run; none if it could not be measured."""
    unit: Unit = "s"
    """What the values and the aim are counted in."""
    below: float | None = None
    """The aim: the median is below this. Default: no aim, it is there to compare with."""

    @property
    def measured(self) -> str:
        """The median, with the range of the values if there are several."""
        if not self.values:
            return "failed"
        middle = f"{self._number(median(self.values))} {self.unit}"
        if len(self.values) == 1:
            return middle
        return f"{middle} ({self._number(min(self.values))} to {self._number(max(self.values))})"

    @property
    def aim(self) -> str:
        """The aim in words; empty without one."""
        return "" if self.below is None else f"< {self.below:g} {self.unit}"

    @property
    def met(self) -> str:
        """Whether the median meets the aim; empty if there is none, or nothing to compare with it."""
        if self.below is None or not self.values:
            return ""
        return "yes" if median(self.values) < self.below else "no"

    def _number(self, value: float) -> str:
        return f"{value:.{_DECIMALS[self.unit]}f}"


def render(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table whose columns are aligned."""
    cells = [_HEADINGS, *((row.what, row.measured, row.aim, row.met) for row in rows)]
    widths = [max(len(text) for text in column) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
