"""KMS: the rotation period, keys of several regions, and keys that are AWS's own."""

from . import managed_keys, multi_region, rotation


def install() -> None:
    """Put the operations in the place of moto's."""
    for part in (managed_keys, multi_region, rotation):
        part.install()
