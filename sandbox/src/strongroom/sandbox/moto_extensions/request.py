"""What the extensions ask of a request that moto answers."""

from typing import Any, cast

from moto.core.responses import ActionResult, BaseResponse


def parameter(response: BaseResponse, name: str, default: Any = None) -> Any:
    """Return a parameter of the request."""
    return cast("Any", response)._get_param(name, default)


def attributes(thing: Any) -> dict[str, Any]:
    """Return the attributes of an object of moto's, to read and to add to."""
    return thing.__dict__


def result_of(answer: ActionResult) -> dict[str, Any]:
    """Return what an operation of moto answers."""
    return cast("dict[str, Any]", answer.result)


def replace(response: type, *operations: Any) -> None:
    """Put operations in the place of those of moto that have their names."""
    for operation in operations:
        setattr(response, operation.__name__, operation)
