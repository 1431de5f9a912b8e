"""Outputs among a component's inputs are checked before the component is registered, if they are known by then."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pulumi
from pydantic import BaseModel

_TURNS = 200
"""Turns of the event loop in which an Output resolves that waits for no resource, function or file."""


def checked_first(args: BaseModel, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions | None:
    """Return a component's options, by which it is registered only after the Outputs in its inputs were checked.

    Those that wait for a resource are not waited for: they are checked when they resolve.

    Args:
        args: The inputs of the component.
        opts: Its options.
    """
    outputs = [*_outputs(args)]
    if not outputs:
        return opts
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=_no_resources(outputs)))


def _no_resources(outputs: "Sequence[pulumi.Output[Any]]") -> "pulumi.Output[list[pulumi.Resource]]":
    async def check() -> list[pulumi.Resource]:
        checks = [asyncio.ensure_future(output.future()) for output in outputs]
        for _ in range(_TURNS):
            if all(each.done() for each in checks):
                break
            await asyncio.sleep(0)
        for each in checks:
            if each.done():
                each.result()
            else:
                each.add_done_callback(_retrieve)
        return []

    return pulumi.Output.from_input(check())


def _retrieve(check: "asyncio.Future[Any]") -> None:
    """Keep asyncio from reporting an error that the Output itself reports."""
    if not check.cancelled():
        check.exception()


def _outputs(value: Any) -> "Iterator[pulumi.Output[Any]]":
    match value:
        case pulumi.Output():
            yield cast("pulumi.Output[Any]", value)
        case BaseModel():
            yield from _outputs(vars(value))
        case Mapping():
            for item in cast("Mapping[Any, Any]", value).values():
                yield from _outputs(item)
        case list() | tuple():
            for item in cast("Sequence[Any]", value):
                yield from _outputs(item)
        case _:
            pass
