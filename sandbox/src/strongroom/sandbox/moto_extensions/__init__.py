"""Operations of AWS that moto lacks, added to moto in its own shape, in a file for each service."""

from . import kms, logs


def install() -> None:
    """Add the operations to the moto of this process."""
    for service in (kms, logs):
        service.install()
