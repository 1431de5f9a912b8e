"""URLs that AWS or a browser calls."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core._errors import RuleError

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_URL = re.compile(rf"https://(?P<host>{_LABEL}(\.{_LABEL})*)(:(?P<port>\d{{1,5}}))?([/?][!-~]*)?", re.ASCII)
_HOST_LENGTH = 253
_LAST_PORT = 65_535
_EXAMPLE = "https://example.com/path"


def _https_url(value: str) -> str:
    # The value is never shown: a URL often has a password or a token in it.
    if value.startswith("http://"):
        raise RuleError("must use HTTPS, got a URL with http://", "use an https:// URL")
    found = _URL.fullmatch(value)
    if not found or len(found["host"]) > _HOST_LENGTH or "#" in value:
        raise RuleError(
            "must be a full https:// URL, without user, password and fragment", f"use for example {_EXAMPLE}"
        )
    if (port := found["port"]) is not None and not (port[0] != "0" and int(port) <= _LAST_PORT):
        raise RuleError(f"must have a port of 1 to {_LAST_PORT}", f"use for example {_EXAMPLE}")
    return value


HttpsUrl: TypeAlias = Annotated[str, AfterValidator(_https_url), Field(max_length=2048, examples=[_EXAMPLE])]
"""A full URL with `https`: host, port, path and query, without user, password and fragment. Errors never show it."""
