"""Documents with Outputs in them, as JSON."""

import json
from typing import Any, cast

import pulumi


def json_dumps(document: Any) -> pulumi.Output[str]:
    """Return a document as JSON, once the Outputs in it are known.

    It is what `pulumi.Output.json_dumps` returns. That one makes an Output of each part of the document, though, and a
    program waits for every one of them again and again: a dashboard took it longer than all other resources.

    Args:
        document: Of dicts, lists, texts, numbers and Outputs.

    Raises:
        TypeError: Something in it is none of these.
    """
    outputs: list[pulumi.Output[Any]] = []

    def note(part: object) -> None:
        if not isinstance(part, pulumi.Output):
            raise TypeError(f"{type(part).__name__} can't be written as JSON")
        outputs.append(cast("pulumi.Output[Any]", part))

    def written(values: list[Any]) -> str:
        in_order = iter(values)
        return json.dumps(document, default=lambda _: next(in_order))

    json.dumps(document, default=note)
    return pulumi.Output.all(*outputs).apply(written)
