"""Whole services that moto lacks, in moto's own shape: a backend for each account and region, and its responses."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any, cast

from botocore.model import Shape
from moto import backend_index
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.responses import BaseResponse


class ServiceError(ServiceException):
    """An error of a service that moto lacks; moto looks for the model of one that is its own class."""


def serve(name: str, backend: type[BaseBackend], response: type[BaseResponse], regions: Iterable[str]) -> None:
    """Let moto's server answer for a service.

    Args:
        name: The service, as its requests are signed and as its host begins.
        backend: What it keeps for an account in a region.
        response: Has a method for each operation, named as boto3 names it.
        regions: Where it is.
    """
    # moto's server asks for one in a region called "aws" when it looks for the paths.
    backends: Any = BackendDict(backend, name, use_boto3_regions=False, additional_regions=[*regions, "aws"])
    paths = {"{0}/<path:path>": response.dispatch, "{0}/": response.dispatch}
    urls = property(lambda _: SimpleNamespace(url_bases=[], url_paths=paths))
    setattr(backend, "_url_module", urls)  # noqa: B010 - moto's looks for a module beside the backend's
    setattr(response, "backends", backends)  # noqa: B010 - found by `backend_of`
    # Where moto looks for a service that it has not used yet.
    plain = name.replace("-", "")
    module = ModuleType(f"moto.{plain}")
    setattr(module, f"{plain}_backends", backends)
    sys.modules[module.__name__] = module
    backend_index.backend_url_patterns.append((name, re.compile(rf"https?://{name}\.(.+)\.amazonaws\.com")))


def backend_of(response: BaseResponse) -> Any:
    """Return what a service keeps for the account and region of a request."""
    return getattr(response, "backends")[response.current_account][response.region]  # noqa: B009 - set by `serve`


def violations(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Yield what is wrong with a parameter by AWS's service model that boto3 itself lets pass.

    Args:
        shape: The parameter's shape.
        value: Its value.
        path: Where it stands.
    """
    kind: Any = shape
    match kind.type_name, value:
        case "structure", dict():
            members: Mapping[str, Shape] = kind.members
            for name, item in cast("dict[str, Any]", value).items():
                yield from violations(members[name], item, f"{path}.{name}" if path else name)
        case "list", list():
            for i, item in enumerate(cast("list[Any]", value)):
                yield from violations(kind.member, item, f"{path}[{i}]")
        case "string", str():
            yield from _of_text(kind, value, path)
        case _:
            pass


def _of_text(shape: Any, value: str, path: str) -> Iterator[str]:
    rules: Mapping[str, Any] = shape.metadata
    pattern = rules.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield f"{path} must match {pattern}"
    if len(value) > rules.get("max", len(value)):
        yield f"{path} must have at most {rules['max']} characters"
    if shape.enum and value not in shape.enum:
        yield f"{path} must be one of {', '.join(shape.enum)}"
