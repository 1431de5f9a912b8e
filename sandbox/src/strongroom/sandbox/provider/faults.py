"""Errors of AWS that a test asks for, in place of what a call would have done."""

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError


@dataclass(frozen=True)
class Call:
    """A call of AWS's API: of a provider, or of a test itself."""

    service: str
    """As boto3 names it, such as `elbv2`."""
    operation: str
    """As AWS names it, such as `CreateLoadBalancer`."""
    region: str

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass(frozen=True)
class Fault:
    """An error that AWS answers with."""

    code: str
    """AWS's code, such as `AccessDenied`."""
    status: int = 400
    """The status of HTTP. Those from 500 on are AWS's own errors, which are retried."""
    message: str = "asked for by a test"


@dataclass(frozen=True)
class NoAnswer:
    """No answer at all: the connection times out. Nothing has been done."""


THROTTLED: Final = Fault("ThrottlingException", 400, "Rate exceeded")
"""Too many calls. Retried."""
UNAVAILABLE: Final = Fault("ServiceUnavailable", 503, "Service is unable to handle request.")
"""An error of AWS's own. Retried."""
DENIED: Final = Fault("AccessDenied", 403, "User is not authorized to perform this action")
"""Whoever deploys may not do that."""
TIMED_OUT: Final = NoAnswer()
"""AWS does not answer. Retried."""

Choice = Callable[[Call], Fault | NoAnswer | None]
"""Says what a call meets; None lets it through. Called for each attempt anew, one at a time."""

# As botocore names the protocols.
_BODIES: Final[Mapping[str, str]] = {
    "ec2": "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>",
    "query": "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>",
    "rest-xml": "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>",
    "s3": "<Error><Code>{code}</Code><Message>{message}</Message></Error>",
}


class Faults:
    """What the calls of an account meet; nothing, as long as no test asks for more."""

    def __init__(self) -> None:
        self._choose: Choice | None = None
        self._met: list[Call] = []
        self._lock = threading.Lock()

    @contextmanager
    def chosen_by(self, choose: Choice) -> Generator[list[Call], None, None]:
        """Let calls fail for as long as the context lasts.

        Args:
            choose: Says what each call meets.

        Yields:
            The calls that met a fault so far, each attempt of them.
        """
        self._choose, self._met = choose, []
        try:
            yield self._met
        finally:
            self._choose = None

    def attach(self, client: Any, service: str) -> None:
        """Let a client of boto3 meet the faults."""

        def answer(request: AWSRequest, event_name: str, **_: Any) -> AWSResponse | None:
            if not (choose := self._choose):
                return None
            call = Call(service, event_name.rpartition(".")[2], client.meta.region_name)
            with self._lock:
                if not (fault := choose(call)):
                    return None
                self._met.append(call)
            url = str(request.url)
            if isinstance(fault, NoAnswer):
                raise ReadTimeoutError(endpoint_url=url)
            protocol = "s3" if service == "s3" else client.meta.service_model.resolved_protocol
            return _response(url, protocol, fault)

        client.meta.events.register("before-send.*.*", answer)


def _response(url: str, protocol: str, fault: Fault) -> AWSResponse:
    body = _BODIES.get(protocol)
    content = (
        body.format(code=escape(fault.code), message=escape(fault.message))
        if body
        else json.dumps({"__type": fault.code, "message": fault.message})
    )
    headers: Any = {"x-amzn-errortype": fault.code}  # the stubs know of no other mapping than botocore's own
    response: Any = AWSResponse(url, fault.status, headers, None)
    response._content = content.encode()  # which it would else read from a connection
    return response
