"""AWS Config: what moto lacks of recorders, delivery channels and rules; conformance packs and remediation."""

from . import aggregation, packs, recorders, remediations, rules


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    for part in (recorders, rules, remediations, packs, aggregation):
        part.install()
