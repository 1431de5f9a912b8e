"""KMS: the rotation period, and keys of several regions."""

from . import multi_region, rotation


def install() -> None:
    """Put the operations in the place of moto's."""
    for part in (multi_region, rotation):
        part.install()
