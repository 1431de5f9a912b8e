"""The lists that properties hold, and those that AWS answers with."""

from collections.abc import Mapping
from typing import Any


def items_of(holder: Mapping[str, Any], name: str) -> list[Any]:
    """Return a list that may be missing."""
    return holder.get(name) or []
