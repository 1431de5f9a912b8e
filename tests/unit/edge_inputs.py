"""The inputs that a site can't do without."""

from typing import Any

ACCOUNT = "111122223333"


def site_inputs(**more: Any) -> dict[str, Any]:
    """What a site needs, and what else is given."""
    return {**more}
