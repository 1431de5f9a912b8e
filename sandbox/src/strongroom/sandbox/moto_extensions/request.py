"""What the extensions ask of a request that moto answers."""

from typing import Any

from moto.core.responses import BaseResponse


def parameter(response: BaseResponse, name: str, default: Any = None) -> Any:
    """Return a parameter of the request."""
    return response._get_param(name, default)  # pyright: ignore[reportPrivateUsage]


def replace(response: type, *operations: Any) -> None:
    """Put operations in the place of those of moto that have their names."""
    for operation in operations:
        setattr(response, operation.__name__, operation)
