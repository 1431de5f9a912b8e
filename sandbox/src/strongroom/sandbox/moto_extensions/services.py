"""Whole services that moto lacks, in moto's own shape: a backend for each account and region, and its responses."""

import re
import sys
from collections.abc import Iterable
from types import ModuleType, SimpleNamespace
from typing import Any

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
