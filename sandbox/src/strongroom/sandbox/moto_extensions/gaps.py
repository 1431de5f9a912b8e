"""What moto lacks is an error of its own: its bare 404 would pass for AWS's word that a thing does not exist."""

import json
from typing import Any, Final

from flask import Flask, Response, request
from moto.core.responses import BaseResponse
from moto.moto_server import threaded_moto_server, werkzeug_app  # pyright: ignore[reportMissingTypeStubs]
from werkzeug.exceptions import NotFound

from .request import replace

_CODE: Final = "NotImplemented"
_XML: Final = f"<ErrorResponse><Error><Code>{_CODE}</Code><Message>{{}}</Message></Error></ErrorResponse>"
_create_backend_app: Any = werkzeug_app.create_backend_app
_call_action: Any = BaseResponse.call_action


def create_backend_app(service: Any) -> Flask:
    """Return the application that answers for a service: of paths and operations that it lacks, it says so."""
    app: Flask = _create_backend_app(service)
    for error in (NotFound, NotImplementedError):
        app.register_error_handler(error, _not_served)
    return app


def _not_served(_: Exception) -> Response:
    operation = request.form.get("Action") or request.headers.get("x-amz-target")
    message = f"the local AWS does not serve {operation or f'{request.method} {request.path}'}"
    # Services that are asked with a form answer in XML. Of the others, those that do are told by the status alone.
    body = _XML.format(message) if request.form else json.dumps({"__type": _CODE, "message": message})
    return Response(body, 501, {"x-amzn-errortype": _CODE})


def call_action(self: BaseResponse) -> Any:
    """Answer a request; one that is for no operation that moto knows, not with an empty 404."""
    answering: Any = self
    if not answering._get_action():
        raise NotFound
    return _call_action(self)


def install() -> None:
    """Put both in the place of moto's."""
    setattr(threaded_moto_server, "create_backend_app", create_backend_app)  # noqa: B010 - its types are looser
    replace(BaseResponse, call_action)
