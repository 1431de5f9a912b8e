"""Functions: the one that is worked on and the one that is live, and what is in use."""

import copy
from typing import Any, Final

from moto.cloudfront.exceptions import CloudFrontException, NoSuchFunctionExists
from moto.cloudfront.models import CloudFrontBackend, random_id
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow

from ..request import attributes, parameter, replace
from .common import SHORT_NAME, answer_at, check_name, check_values, check_version, page, users_of
from .configurations import items

_MOST_BYTES: Final = 10_240
_LIVE: Final = "LIVE"
_create_function: Any = CloudFrontResponse.create_function


def live_arns(backend: CloudFrontBackend) -> set[str]:
    """Return the ARNs of the functions that are published, which distributions may have."""
    return {one.arn for one in backend.functions.values() if "live" in attributes(one)}


def _worked_on(response: CloudFrontResponse) -> Any:
    name = parameter(response, "Name")
    found = response.backend.functions.get(name)
    if found is None:
        raise NoSuchFunctionExists(name)
    return found


def _asked(response: CloudFrontResponse) -> Any:
    """Return a function in the stage that is asked for."""
    function = _worked_on(response)
    if parameter(response, "Stage") != _LIVE:
        return function
    if "live" not in attributes(function):
        raise NoSuchFunctionExists(function.name)
    return function.live


def _check(response: CloudFrontResponse) -> None:
    check_values("FunctionConfig", parameter(response, "FunctionConfig"))
    if len(parameter(response, "FunctionCode")) > _MOST_BYTES:
        message = f"The function is too large: it may have {_MOST_BYTES} bytes."
        raise CloudFrontException("FunctionSizeLimitExceeded", message)
    stores = [one.arn for one in response.backend.key_value_stores.values()]
    for one in items(parameter(response, "FunctionConfig"), "KeyValueStoreAssociations"):
        if one["KeyValueStoreARN"] not in stores:
            raise CloudFrontException("InvalidArgument", f"{one['KeyValueStoreARN']} does not exist.")


def create_function(self: CloudFrontResponse) -> ActionResult:
    """Make a function, which is not live yet.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateFunction.html
    """
    check_name("function", parameter(self, "Name"), SHORT_NAME)
    _check(self)
    return _create_function(self)


def update_function(self: CloudFrontResponse) -> ActionResult:
    """Change a function; the live one stays as it is.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateFunction.html
    """
    function = _worked_on(self)
    check_version(self, function.etag)
    _check(self)
    function.config, function.code = parameter(self, "FunctionConfig"), parameter(self, "FunctionCode")
    function.etag, function.status, function.last_modified_time = random_id(), "UNPUBLISHED", utcnow()
    return ActionResult({"FunctionSummary": function.function_summary, "ETag": function.etag})


def publish_function(self: CloudFrontResponse) -> ActionResult:
    """Make a function live as it is now.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_PublishFunction.html
    """
    function = _worked_on(self)
    check_version(self, function.etag)
    function.status = "UNASSOCIATED"
    live = copy.copy(function)
    live.stage, live.etag = _LIVE, random_id()
    attributes(function)["live"] = live
    return ActionResult({"FunctionSummary": live.function_summary})


def describe_function(self: CloudFrontResponse) -> ActionResult:
    """Tell of a function in a stage.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DescribeFunction.html
    """
    found = _asked(self)
    return ActionResult({"FunctionSummary": found.function_summary, "ETag": found.etag})


def get_function(self: CloudFrontResponse) -> ActionResult:
    """Tell the code of a function in a stage.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_GetFunction.html
    """
    found = _asked(self)
    return ActionResult({"FunctionCode": found.code, "ETag": found.etag, "ContentType": "application/octet-stream"})


def list_functions(self: CloudFrontResponse) -> ActionResult:
    """List the functions of a stage, or of both.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListFunctions.html
    """
    known: list[Any] = list(self.backend.functions.values())
    stages = [*known, *(one.live for one in known if "live" in attributes(one))]
    found = [one for one in stages if parameter(self, "Stage") in (None, one.stage)]
    summaries = [one.function_summary for one in found]
    return ActionResult({"FunctionList": page(self, summaries, [f"{one.name}/{one.stage}" for one in found])})


def delete_function(self: CloudFrontResponse) -> EmptyResult:
    """Delete a function that no distribution has.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DeleteFunction.html
    """
    function = _worked_on(self)
    check_version(self, function.etag)
    if users := users_of(self.backend, "FunctionARN", function.arn):
        names = ", ".join(one.id for one in users)
        message = f"Cannot delete the function, it's in use by one or more distributions: {names}"
        raise CloudFrontException("FunctionInUse", message)
    del self.backend.functions[function.name]
    return EmptyResult()


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    answer_at("function/{Name}/publish")
    replace(
        CloudFrontResponse,
        create_function,
        update_function,
        publish_function,
        describe_function,
        get_function,
        list_functions,
        delete_function,
    )
