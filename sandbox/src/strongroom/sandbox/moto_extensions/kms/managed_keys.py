"""KMS: the keys that AWS keeps for its services are AWS's, not a customer's."""

from typing import Any

from moto.kms.models import KmsBackend

from ..request import replace

_make_default_keys: Any = KmsBackend._generate_default_keys  # pyright: ignore[reportPrivateUsage]


def _generate_default_keys(self: KmsBackend, alias_name: str) -> str | None:
    """Make the key of a service, such as `alias/aws/rds`, when it is asked for first.

    https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
    """
    id: str | None = _make_default_keys(self, alias_name)
    if id:
        self.keys[id].key_manager = "AWS"
    return id


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(KmsBackend, _generate_default_keys)
