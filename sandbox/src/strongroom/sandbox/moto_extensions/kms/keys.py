"""The key that a resource is encrypted with, as other services look for it."""

from moto.kms.models import Key, kms_backends

from ..arns import Arn


def find_key(account: str, region: str, key: str) -> Key | None:
    """Return a key.

    Args:
        account: Where to look, unless the key is named by an ARN.
        region: Where to look, unless the key is named by an ARN.
        key: Its id, its ARN, or the name or ARN of an alias of it.

    Returns:
        The key; None if there is none of that name yet.
    """
    name = key
    if key.startswith("arn:"):
        arn = Arn.of(key)
        account, region, name = arn.account, arn.region, arn.resource.removeprefix("key/")
    backend = kms_backends[account][region]
    if name in backend.keys:
        return backend.keys[name]
    return next((each for each in backend.keys.values() if name in each.aliases), None)
