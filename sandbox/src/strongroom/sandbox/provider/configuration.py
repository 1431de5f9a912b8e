"""The settings of a provider instance: `aws:` configuration keys, or the arguments of an `aws.Provider`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from .checks import region_problems
from .schema import Problem
from .session import Account, Session
from .wire import Props, has_unknown

# The local AWS asks nobody who they are, so settings that only say that have no effect.
_CREDENTIALS = frozenset(
    {
        "accessKey",
        "profile",
        "secretKey",
        "sharedConfigFiles",
        "sharedCredentialsFiles",
        "skipCredentialsValidation",
        "skipMetadataApiCheck",
        "skipRegionValidation",
        "skipRequestingAccountId",
        "token",
    }
)
_OF_THE_ENGINE = frozenset({"version", "pluginDownloadURL", "pluginChecksums", "__internal", "__defaults"})
_SUPPORTED = frozenset({"region", "defaultTags", "allowedAccountIds", "forbiddenAccountIds"})


def parsed(settings: Mapping[str, Any]) -> Props:
    """Return settings with the values that arrive as JSON text read."""
    return {key: _read(value) for key, value in settings.items() if key not in _OF_THE_ENGINE and value is not None}


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def problems(settings: Props, account_id: str) -> Iterator[Problem]:
    """Return what is wrong with the settings of a provider instance."""
    for key in sorted(settings.keys() - _SUPPORTED - _CREDENTIALS):
        yield Problem(key, f"the sandbox does not support the provider setting {key}; add it in {_HERE}")
    settings = {key: value for key, value in settings.items() if not has_unknown(value)}
    yield from region_problems(settings)
    if (allowed := settings.get("allowedAccountIds")) and account_id not in allowed:
        yield Problem("allowedAccountIds", f"the local account is {account_id}, which is not among them")
    if account_id in (settings.get("forbiddenAccountIds") or []):
        yield Problem("forbiddenAccountIds", f"the local account is {account_id}, which is among them")


def session(settings: Props, account: Account) -> Session:
    """Return the session that the settings describe; without a region it can only serve resources that name theirs."""
    default_tags = cast("Props", settings.get("defaultTags") or {})
    tags = cast("dict[str, Any]", default_tags.get("tags") or {})
    return Session(account, str(settings.get("region") or ""), {key: str(value) for key, value in tags.items()})


_HERE = "strongroom/sandbox/provider/configuration.py"
