"""Runs one function once, in a process of its own, as Lambda's runtime for Python does.

It is started as `python bootstrap.py HANDLER ROOT RESULT`: the handler, the folder with `task` (the code) and `opt`
(the layers), and the file for what the handler returns. Standard input has the request.
"""

import importlib
import json
import signal
import sys
import time
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class FunctionError(Exception):
    """What the runtime itself finds wrong, before or after the handler."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def _handler(name: str) -> Any:
    module_name, _, function = name.replace("/", ".").rpartition(".")
    try:
        module = importlib.import_module(module_name)
    except SyntaxError as error:
        raise FunctionError("UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    except ImportError as error:
        raise FunctionError("ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    if not hasattr(module, function):
        raise FunctionError("HandlerNotFound", f"Handler '{function}' missing on module '{module_name}'")
    return getattr(module, function)


def _context(given: dict[str, Any], seconds: float) -> Any:
    deadline = time.monotonic() + seconds

    def get_remaining_time_in_millis() -> int:
        return max(0, int((deadline - time.monotonic()) * 1000))

    return SimpleNamespace(
        **given,
        client_context=None,
        identity=None,
        get_remaining_time_in_millis=get_remaining_time_in_millis,
    )


def _answer(request: dict[str, Any], handler_name: str) -> dict[str, Any]:
    """Return what the handler returns, or its error in Lambda's shape."""
    try:
        handler = _handler(handler_name)
        # The time to load the code is not the function's. When it is over, the signal ends the process.
        signal.setitimer(signal.ITIMER_REAL, request["timeout"])
        returned = handler(request["event"], _context(request["context"], request["timeout"]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            return {"payload": json.dumps(returned)}
        except (TypeError, ValueError) as error:
            raise FunctionError("MarshalError", f"Unable to marshal response: {error}") from error
    except FunctionError as error:
        kind, message, frames = f"Runtime.{error.kind}", str(error), list[str]()
    except Exception as error:  # whatever it is, the caller is told
        kind, message = type(error).__name__, str(error)
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
    print(f"[ERROR] {kind}: {message}", *frames, sep="\n", flush=True)
    error_told = {"errorMessage": message, "errorType": kind, "stackTrace": frames}
    return {"error": json.dumps({**error_told, "requestId": request["context"]["aws_request_id"]})}


def main(handler: str, root: str, result: str) -> None:
    """Run the function, and write what came of it."""
    request = json.load(sys.stdin)
    sys.path[:0] = [f"{root}/task", f"{root}/opt/python"]
    answer = _answer(request, handler)
    Path(result).write_text(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
