"""URLs that AWS or a browser calls."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core._errors import RuleError

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_URL = re.compile(rf"https://(?P<host>{_LABEL}(\.{_LABEL})*)(:(?P<port>\d{{1,5}}))?(?P<path>/[!-~]*)?", re.ASCII)
_HOST_LENGTH = 253
_LAST_PORT = 65_535
_REMEDY = "use for example https://login.example.com/token"


def _https_url(value: str) -> str:
    found = _URL.fullmatch(value)
    if not found or len(found["host"]) > _HOST_LENGTH or set(found["path"] or "") & set("?#"):
        reason = "must be a full URL with https, without user, password, query and fragment"
        raise RuleError(reason, _REMEDY, value)
    if found["port"] is not None and not 1 <= int(found["port"]) <= _LAST_PORT:
        raise RuleError(f"must have a port of 1 to {_LAST_PORT}", _REMEDY, value)
    return value


HttpsUrl: TypeAlias = Annotated[
    str, AfterValidator(_https_url), Field(max_length=2048, examples=["https://login.example.com/token"])
]
"""A full URL with `https`: host, port and path, without user, password, query and fragment."""
