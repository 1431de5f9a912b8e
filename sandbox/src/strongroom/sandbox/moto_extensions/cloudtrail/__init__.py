"""CloudTrail: trails whose bucket, key, topic and role let it in, and selectors that are told as they were set."""

from . import selectors, trails


def install() -> None:
    """Put the operations in the place of moto's."""
    for part in (selectors, trails):
        part.install()
