"""What moto lacks is an error of its own: its bare 404 would pass for AWS's word that a thing does not exist.

So is a service that AWS does not have in a region, where the real one's host has no address. An exception in moto is
an error as well, in the protocol of the service: werkzeug's page of HTML names neither the operation nor the cause.
"""

import json
import logging
import traceback
from pathlib import Path
from typing import Any, Final, cast
from xml.sax.saxutils import escape

from flask import Flask, Response, current_app, request
from moto.core.base_backend import AccountSpecificBackend
from moto.core.responses import BaseResponse
from moto.moto_server import threaded_moto_server, werkzeug_app  # pyright: ignore[reportMissingTypeStubs]
from werkzeug.exceptions import HTTPException, NotFound

from ..provider.retries import DEFECT_HEADER
from .request import replace

_NOT_SERVED: Final = "NotImplemented"
_NOT_THERE: Final = "ServiceNotInRegion"
_FAILED: Final = "InternalFailure"
_XML: Final = "<ErrorResponse><Error><Code>{}</Code><Message>{}</Message></Error></ErrorResponse>"
_XML_SERVICES: Final = frozenset({"cloudfront", "route53", "s3", "s3control"})
"""Services that answer in XML although they are not asked with a form."""
_LOG: Final = logging.getLogger(__name__)
_create_backend_app: Any = werkzeug_app.create_backend_app
_call_action: Any = BaseResponse.call_action
_backend_of: Any = cast("Any", AccountSpecificBackend).__getitem__


class NotInRegionError(KeyError):
    """A service is not in a region."""


def create_backend_app(service: Any) -> Flask:
    """Return the application that answers for a service: of paths and operations that it lacks, it says so."""
    app: Flask = _create_backend_app(service)
    for error in (NotFound, NotImplementedError):
        app.register_error_handler(error, _not_served)
    app.register_error_handler(NotInRegionError, _not_there)
    app.register_error_handler(Exception, _failed)
    return app


def _not_served(_: Exception) -> Response:
    return _answer(_NOT_SERVED, f"the local AWS does not serve {_operation()}")


def _failed(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):  # an answer of moto's
        return error
    _LOG.error("%s %s", request.method, request.path, exc_info=error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    cause = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    answer = _answer(_FAILED, f"the local AWS failed in {_operation()}: {cause}", 500)
    answer.headers[DEFECT_HEADER] = "true"
    return answer


def _operation() -> str:
    return request.form.get("Action") or request.headers.get("x-amz-target") or f"{request.method} {request.path}"


def _not_there(error: NotInRegionError) -> Response:
    return _answer(_NOT_THERE, error.args[0])


def _answer(code: str, message: str, status: int = 501) -> Response:
    in_xml = request.form or getattr(current_app, "service", None) in _XML_SERVICES
    body = _XML.format(code, escape(message)) if in_xml else json.dumps({"__type": code, "message": message})
    return Response(body, status, {"x-amzn-errortype": code}, content_type="text/xml" if in_xml else "application/json")


def __getitem__(self: AccountSpecificBackend[Any], region_name: str) -> Any:  # noqa: N807 - takes the place of moto's
    """Return what a service keeps for a region; that a service is not there is told, not left as a bare KeyError."""
    if region_name not in self:
        raise NotInRegionError(f"AWS has no {self.service_name} in {region_name}")
    return _backend_of(self, region_name)


def call_action(self: BaseResponse) -> Any:
    """Answer a request; one that is for no operation that moto knows, not with an empty 404."""
    answering: Any = self
    if not answering._get_action():
        raise NotFound
    return _call_action(self)


def install() -> None:
    """Put them in the place of moto's."""
    setattr(threaded_moto_server, "create_backend_app", create_backend_app)  # noqa: B010 - its types are looser
    replace(BaseResponse, call_action)
    replace(AccountSpecificBackend, __getitem__)
