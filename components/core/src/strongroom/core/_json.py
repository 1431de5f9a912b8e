"""Documents with Outputs in them, as JSON."""

import json
from typing import Any, Final, cast

import pulumi

_OUTPUT: Final = "strongroom:output"
"""The key of an object that stands for an Output until it is known."""


def json_dumps(document: Any) -> pulumi.Output[str]:
    """Return a document as JSON, once the Outputs in it are known.

    It is what `pulumi.Output.json_dumps` returns. That one makes an Output of each part of the document, though, and a
    program waits for every one of them again and again: a dashboard took it longer than all other resources.

    Args:
        document: Of dicts, lists, texts, numbers and Outputs; keys are texts.

    Raises:
        TypeError: Something in it is none of these; from the deployment if it is in an Output.
    """
    if isinstance(document, pulumi.Output):
        return cast("pulumi.Output[Any]", document).apply(json_dumps)
    outputs: list[pulumi.Output[Any]] = []

    def numbered(part: object) -> dict[str, int]:
        if not isinstance(part, pulumi.Output):
            raise TypeError(f"{type(part).__name__} can't be written as JSON")
        outputs.append(cast("pulumi.Output[Any]", part))
        return {_OUTPUT: len(outputs) - 1}

    text = json.dumps(document, default=numbered)

    def written(values: list[Any]) -> str:
        def known(part: dict[str, Any]) -> Any:
            return values[part[_OUTPUT]] if _OUTPUT in part else part

        return json.dumps(json.loads(text, object_hook=known))

    return pulumi.Output.all(*outputs).apply(written)
