"""Invoke: a function of Python runs in a process of this interpreter, against this local AWS."""

import atexit
import base64
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Final

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.utils import get_backend
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.sts.models import sts_backends

from ...environment import aws_environment
from ..request import replace

_BOOTSTRAP: Final = Path(__file__).with_name("bootstrap.py")
_LOADING_SECONDS: Final = 60
"""How long code may take to load: far longer than it does, since many may load at once."""
_LOG_TAIL: Final = 4096
_running: Final = set[int]()
"""The process groups of the invocations under way."""


@dataclass(frozen=True)
class Outcome:
    """What came of running a function."""

    payload: str
    """What it returned, or its error in Lambda's shape, as JSON."""
    failed: bool
    log: str


def run(function: Any, event: Any, endpoint: str) -> Outcome:
    """Run a function to its end.

    Args:
        function: The function, as moto holds it.
        event: What its handler is called with.
        endpoint: Where the local AWS answers.

    Raises:
        LambdaClientError: It is no function of Python.
    """
    runtime = str(function.run_time or function.package_type)
    if not runtime.startswith("python"):
        message = f"the local AWS runs functions of Python only: {function.function_name} is one of {runtime}"
        raise LambdaClientError("InvalidRuntimeException", message)
    request_id = str(uuid.uuid4())
    stream = f"[{function.version}]{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory(prefix="lambda-") as folder:
        root = Path(folder)
        _unpack(function, root)
        request = {"event": event, "timeout": function.timeout, "context": _context(function, request_id, stream)}
        outcome = _run(function, root, request, _environment(function, root, stream, endpoint))
    _keep_log(function, stream, outcome.log)
    return outcome


def _unpack(function: Any, root: Path) -> None:
    backend = get_backend(function.account_id, function.region)
    layers: list[Any] = [backend.layers_versions_by_arn(layer["Arn"]) for layer in function.layers]
    for part, packed in (("task", function.code_bytes), *(("opt", layer.code_bytes) for layer in layers)):
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(root / part)


def _context(function: Any, request_id: str, stream: str) -> dict[str, Any]:
    return {
        "aws_request_id": request_id,
        "function_name": function.function_name,
        "function_version": str(function.version),
        "invoked_function_arn": function.function_arn,
        "log_group_name": function.logs_group_name,
        "log_stream_name": stream,
        "memory_limit_in_mb": str(function.memory_size),
    }


def _environment(function: Any, root: Path, stream: str, endpoint: str) -> dict[str, str]:
    """Return the variables of the function's process: its own, and those that Lambda reserves."""
    backend = sts_backends[function.account_id][function.partition]
    session = backend.assume_role(function.region, function.function_name, function.role, "", 3600, "")
    return {
        "HOME": str(root),
        "LANG": "en_US.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "TMPDIR": str(root),
        "TZ": ":UTC",
        **function.environment_vars,
        **aws_environment(endpoint, function.region),
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name,
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "LAMBDA_TASK_ROOT": str(root / "task"),
        "_HANDLER": str(function.handler),
    }


def _run(function: Any, root: Path, request: Mapping[str, Any], environment: Mapping[str, str]) -> Outcome:
    result, log = root / "result", root / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-I", str(_BOOTSTRAP), str(function.handler), str(root), str(result)],
            cwd=root / "task",
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _running.add(process.pid)
        try:
            process.communicate(json.dumps(request).encode(), timeout=_LOADING_SECONDS + function.timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            _end(process.pid)  # what it started and left behind
            _running.discard(process.pid)
    text = log.read_text(errors="replace")
    if result.exists():
        answer = json.loads(result.read_text())
        return Outcome(answer.get("payload") or answer["error"], "error" in answer, text)
    error = _ended(process.returncode, function.timeout, request["context"]["aws_request_id"])
    return Outcome(json.dumps(error), failed=True, log=f"{text}{error['errorMessage']}\n")


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


@atexit.register
def _end_all() -> None:
    """End what is under way when the local AWS goes: its folder goes too, and nobody waits for its answer."""
    for group in tuple(_running):
        _end(group)


def _ended(code: int, timeout: int, request_id: str) -> dict[str, str]:
    """Return the error of a function whose process ended before its handler did."""
    if code in (-signal.SIGALRM, -signal.SIGKILL):
        reason = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
        return {"errorType": "Sandbox.Timedout", "errorMessage": reason}
    reason = f"exit status {code}" if code >= 0 else signal.strsignal(-code)
    message = f"RequestId: {request_id} Error: Runtime exited with error: {reason}"
    return {"errorType": "Runtime.ExitError", "errorMessage": message}


def _keep_log(function: Any, stream: str, text: str) -> None:
    """Write what a function printed to its log group, which is made if there is none, as Lambda does."""
    logs, group = function.logs_backend, function.logs_group_name
    logs.ensure_log_group(group)
    logs.create_log_stream(group, stream)
    now = int(time.time() * 1000)
    if events := [{"timestamp": now, "message": line} for line in text.splitlines() if line]:
        logs.put_log_events(group, stream, events)


def invoke(
    self: LambdaSimpleBackend,
    function_name: str,
    qualifier: str | None,
    body: Any,
    headers: Mapping[str, str],
    response_headers: dict[str, str],
) -> bytes:
    """Invoke a function, and wait for it unless it is invoked as an event.

    https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    """
    function: Any = self.get_function(function_name, qualifier)
    event: Any = json.loads(body or "{}")
    arguments = (function, event, f"http://{headers['Host']}")
    match headers.get("X-Amz-Invocation-Type", "RequestResponse"):
        case "DryRun":
            return b""
        case "Event":
            Thread(target=run, args=arguments, daemon=True).start()
            return b""
        case _:
            outcome = run(*arguments)
    response_headers["x-amz-executed-version"] = str(function.version)
    response_headers["x-amz-log-result"] = base64.b64encode(outcome.log.encode()[-_LOG_TAIL:]).decode()
    if outcome.failed:
        response_headers["x-amz-function-error"] = "Unhandled"
    return outcome.payload.encode()


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(LambdaSimpleBackend, invoke)
